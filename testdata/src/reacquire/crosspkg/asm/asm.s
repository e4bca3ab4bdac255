// Ticks is not here: the analysis sees no assembly, and the compiler needs this file.
