package model

// AtomicPlace is the step to what an atomic holds.
const AtomicPlace = ".:v"

// An AtomicOp is what a function of sync/atomic does to its place.
type AtomicOp uint8

const (
	AtomicChange         AtomicOp = iota // it then holds something unknown
	AtomicStore                          // it then holds the second argument
	AtomicCompareAndSwap                 // if it holds the second argument, it then holds the third
)

// An Atomic is a function that changes an atomic, which Steps lead to from its
// first argument.
type Atomic struct {
	Op    AtomicOp
	Steps string
}

// Atomics are the functions that change an atomic. Those that load one are
// among the [Primitives].
var Atomics = atomics()

// atomicOps are the functions by the beginning of their names.
var atomicOps = map[string]AtomicOp{
	"Store": AtomicStore, "Swap": AtomicStore, "CompareAndSwap": AtomicCompareAndSwap,
	"Add": AtomicChange, "And": AtomicChange, "Or": AtomicChange,
}

// The types of atomics, and those that functions take the address of.
var (
	atomicTypes  = []string{"Bool", "Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer[T]", "Value"}
	atomicPlaces = []string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer"}
)

func atomics() map[string]Atomic {
	m := make(map[string]Atomic)
	for name, op := range atomicOps {
		for _, t := range atomicTypes {
			m["(*sync/atomic."+t+")."+name] = Atomic{op, AtomicPlace}
		}
		for _, t := range atomicPlaces {
			m["sync/atomic."+name+t] = Atomic{op, ""}
		}
	}
	return m
}

// withLoads adds the loads of atomics: what they return is the place they read.
func withLoads(m map[string]*Summary) map[string]*Summary {
	for _, t := range atomicTypes {
		m["(*sync/atomic."+t+").Load"] = sameAs(param(0).Append(AtomicPlace + "*"))
	}
	for _, t := range atomicPlaces {
		m["sync/atomic.Load"+t] = sameAs(param(0).Load())
	}
	return m
}
