package generate

// A Config says what is likely. The probabilities are of what is drawn once a
// program, or once for each thing of a kind; the weights are of constructs that
// are chosen from a table, by name.
type Config struct {
	Roots  []float64 // weights of 2, 3, 4 goroutines
	Locks  []float64 // weights of 2, 3, 4 locks
	Budget [2]int    // least and most acquisitions before defects are put in
	Funcs  int       // functions, without helpers and those of defects
	Depth  int       // calls within each other

	Library    float64 // some types and functions are in a package of their own
	Bare       float64 // a lock is a variable of its own, not a field
	Embedded   float64 // a struct embeds its first lock
	Captured   float64 // an object is a local variable of main
	TwoObjects float64 // a type has two objects
	RWMutex    float64 // a lock is one
	Once       float64 // a program has one
	Read       float64 // an RWMutex is taken for reading

	Many      float64 // a goroutine is started in a loop
	Main      float64 // the last one is main itself
	SameRoot  float64 // a goroutine runs a function that another one runs
	Param     float64 // an object that could be named is passed
	Recursion float64 // some function calls itself

	Defects []float64 // weights of no defect, one, two
	Twins   []float64 // weights of no twin of a defect, one, two

	// Of programs in which goroutines wait for each other by other things than
	// locks. Nothing else is drawn if all are 0.
	Waits     []float64 // weights of no defect with a wait, one, two
	WaitTwins []float64 // weights of no twin of such a defect, one, two

	// Weights change those of constructs, by name: see the tables of this
	// package, each of which names its own.
	Weights map[string]float64
}

// Default is a mix in which about half of the programs can deadlock.
func Default() Config {
	return Config{
		Roots:  []float64{6, 4, 1},
		Locks:  []float64{4, 5, 2},
		Budget: [2]int{3, 9},
		Funcs:  5,
		Depth:  4,

		Library:    0.2,
		Bare:       0.25,
		Embedded:   0.2,
		Captured:   0.2,
		TwoObjects: 0.2,
		RWMutex:    0.3,
		Once:       0.2,
		Read:       0.5,

		Many:      0.25,
		Main:      0.25,
		SameRoot:  0.25,
		Param:     0.6,
		Recursion: 0.08,

		Defects: []float64{6, 6, 1},
		Twins:   []float64{4, 5, 1},
	}
}

// Waits is a mix of programs that wait: about a third of them can deadlock so that
// a wait is part of it.
func Waits() Config {
	c := Default()
	c.Roots = []float64{1}
	c.Locks = []float64{6, 3}
	c.Budget = [2]int{2, 5}
	c.Funcs = 4
	c.Many = 0.15
	c.Recursion = 0.03
	c.Defects = []float64{85, 15}
	c.Twins = []float64{8, 2}
	c.Waits = []float64{15, 8, 1}
	c.WaitTwins = []float64{3, 8, 1}
	return c
}
