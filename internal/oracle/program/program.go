// Package program represents small concurrent programs that the analysis is
// tried on: goroutines that share nothing but locks, and what they wait for each
// other by. What such a program does is decided by the order in which its locks
// are granted and its waits end, by values that nobody knows ([Unknown]), and by
// nothing else, so that every run of it can be listed.
//
// Programs are plain data: generate makes them, explore knows whether they
// deadlock, render writes them as Go. Two programs are equal if their data are.
package program

// A Program is its types, the objects of those types, the functions, and the
// goroutines that main starts, all at once.
type Program struct {
	Types   []Type
	Objects []Object
	Funcs   []Func
	Roots   []Root
}

// A Kind is a kind of lock, or of what goroutines wait for each other by: that
// counts as a lock of its object, too, in all that names one.
type Kind int

const (
	Mutex Kind = iota
	RWMutex
	Once
	WaitGroup
	Chan       // of nothing but signals, unbuffered
	Chan1      // with room for one
	Chan2      // with room for two
	CondVar    // whose lock is the first Mutex of its type
	Bool       // a variable that goroutines share, false at first
	AtomicBool // the same, to be used without a lock
)

// Waits reports whether a kind is no lock.
func (k Kind) Waits() bool { return k > Once }

// Room is how many signals a channel keeps, or -1 if the kind is none.
func (k Kind) Room() int {
	if k < Chan || k > Chan2 {
		return -1
	}
	return int(k - Chan)
}

// A Type is a struct of locks, or, if it is bare, its one lock itself.
type Type struct {
	Locks    []Kind
	Bare     bool
	Embedded bool // the first lock is embedded
	Library  bool // declared in package lib
}

// An Object is a variable: of a package, that of its type, or, if it is
// captured, a local one of main's.
type Object struct {
	Type     int
	Captured bool
}

// A Func takes pointers to objects, and flags. It knows all objects that are
// not captured, and if it is a [Literal], those too.
type Func struct {
	Params []int // types
	Flags  int   // how many; they are the first of its local flags
	Locals int   // further local flags, false until they are set
	Body   Block
	// Release, if not nil, is what the function returned by this one does: a
	// guard. It sees the parameters, not the local flags.
	Release Block
	Reports bool // returns a flag: the Cond of the Return that ends it, or else false
	Takes   bool // takes a function, too, as its last parameter
	Style   Style
	Library bool // declared in package lib; all that it names is, too
}

// A Style is how a function is written and hence called.
type Style int

const (
	Function  Style = iota
	Method          // of its first parameter, which is not bare
	Literal         // a closure: in main if it or what it calls names a captured object, else a package variable
	Field           // kept in a field of type func, of a package variable
	Interface       // a method of a type of its own, called through an interface
	Generic         // with a type parameter
)

// A Block is statements that follow each other.
type Block []Stmt

// A Stmt is one statement. Which fields count depends on Op.
type Stmt struct {
	Op    Op
	Lock  Lock
	Quit  Lock // the second channel of SelectSend and SelectReceive
	Defer bool // of those in deferrable: at the end of the function
	Call  Call
	Cond  Cond
	Local int // a local flag, or of TakeGuard and DropGuard the number of a guard, or of Add how many
	Then  Block
	Else  Block
}

// An Op is what a statement does.
type Op int

const (
	Acquire     Op = iota // Lock.Lock()
	Unlock                // Lock.Unlock()
	AcquireRead           // Lock.RLock()
	UnlockRead            // Lock.RUnlock()
	Try                   // if Lock.TryLock() { Then } else { Else }
	TryRead               // if Lock.TryRLock() { Then } else { Else }
	Invoke                // Call
	Do                    // Lock.Do(Call), where Lock is a Once
	TakeGuard             // Local = Call, of a function with a Release
	DropGuard             // run the function in Local
	Set                   // flag Local = Cond
	Ask                   // flag Local = Call, of a function that Reports
	If                    // if Cond { Then } else { Else }
	Loop                  // repeat Then for as long as Cond: any number of times
	Break                 // leave the innermost Loop
	Continue              // go on with the innermost Loop
	Return                // leave the function, with Cond if it Reports

	Go            // start a goroutine that does Call
	Taken         // call the function that this one takes
	GoIn          // Lock.Go(Call), where Lock is a WaitGroup
	Add           // Lock.Add(Local), and so on, of a WaitGroup
	Done          //
	Wait          //
	Send          // Lock <- signal, of a channel
	Receive       // <-Lock
	Close         // close(Lock)
	Range         // for range Lock { Then }
	SelectSend    // select { case Lock <- signal: Then; case <-Quit: Else }
	SelectReceive // select { case <-Lock: Then; case <-Quit: Else }
	TrySend       // select { case Lock <- signal: Then; default: Else }
	TryReceive    // select { case <-Lock: Then; default: Else }
	CondWait      // Lock.Wait(), and so on, of a CondVar
	Signal        //
	Broadcast     //
	Assign        // Lock = Cond, of a Bool: true or false
)

// A Ref names an object: a parameter of the function, or one of the program's.
type Ref struct {
	Param bool
	Index int
}

// A Lock is a lock of an object.
type Lock struct {
	Ref
	Field int
}

// A Call says which function is called, with which objects and flags.
type Call struct {
	Func  int
	Args  []Ref
	Flags []Cond
	Via   Via
	// Passed is what a function that takes one does by it: a call, with the
	// objects that it is bound to. It is nil for others.
	Passed *Call
}

// A Via is how a call is written, whatever the style of the function.
type Via int

const (
	Direct   Via = iota
	Wrapped      // func() { f() }()
	Value        // g := f; g()
	Callback     // run(func() { f() }), where run calls what it is given
)

// A Cond is a condition.
type Cond struct {
	Kind  CondKind
	Index int // of a Flag
	Not   bool
	Lock  Lock // that is Shared
}

// A CondKind is what a condition looks at.
type CondKind int

const (
	Unknown CondKind = iota // something else each time
	Always
	Flag   // a local flag of the function
	Shared // a Bool or AtomicBool; of If and Loop only
)

// A Root is a goroutine that main starts, or several that do the same.
type Root struct {
	Call Call // its flags are Unknown or Always; its arguments are objects
	Many bool // started in a loop: any number of times
	Main bool // the last root may run in main itself, once the others are started
}
