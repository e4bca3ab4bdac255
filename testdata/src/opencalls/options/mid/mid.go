// Package mid passes on, in other words, what package lib is configured by.
package mid

import "opencalls/options/lib"

// Settings are turned into options.
type Settings struct{ Notify func() }

// NewClient returns a client by settings.
func NewClient(s Settings) *lib.Client {
	var opts []lib.Option
	if s.Notify != nil {
		opts = append(opts, lib.WithNotify(s.Notify))
	}
	return lib.New(opts...)
}

// NewCache returns a cache that tells f how many were evicted.
func NewCache(f func(n int)) *lib.Cache {
	n := 0
	return lib.NewCache(lib.Config{Size: 1, OnEvict: func(string) {
		n++
		f(n)
	}})
}
