package identity

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Mode is how a lock is held or wanted.
type Mode uint8

const (
	Write Mode = iota // excludes everybody
	Read              // excludes writers, and waits for one who waits
)

func (m Mode) String() string {
	if m == Read {
		return "read"
	}
	return "write"
}

// Kind is what sort of resource a lock is.
type Kind uint8

const (
	Mutex     Kind = iota // sync.Mutex, sync.RWMutex, sync.Locker
	Once                  // sync.Once and OnceFunc: held while its function runs
	Semaphore             // a weighted semaphore: blocks once all its permits are taken
	Slot                  // a channel of one slot that is used as a mutex
	Slots                 // a channel of several slots that is used as a semaphore
	Call                  // no lock: whatever is called at a place, if only other packages know

	// Waits: nothing is held, but a goroutine stops there until others let it go on.

	Receive // from a channel: until somebody sends, or closes it
	Send    // to a channel: until somebody receives, or closes it
	Join    // on a sync.WaitGroup and what is like it: until all are done
	Notice  // on a sync.Cond: until somebody signals
	End     // of a channel: until somebody closes it, whatever is sent before
)

// String is the word for a wait; empty for a lock.
func (k Kind) String() string { return strings.TrimPrefix(nodeSuffixes[k], "?") }

// Waits reports whether k is a wait, not a lock.
func (k Kind) Waits() bool { return k >= Receive }

// OfChannel reports whether k is a wait at a channel.
func (k Kind) OfChannel() bool { return k == Receive || k == Send || k == End }

// Counts reports whether several goroutines can hold a lock of the kind at a time.
func (k Kind) Counts() bool { return k == Semaphore || k == Slots }

// IsSlot reports whether k is a lock that is made of a channel.
func (k Kind) IsSlot() bool { return k == Slot || k == Slots }

// nodeSuffixes tell the waits on one channel apart.
var nodeSuffixes = map[Kind]string{Receive: "?receive", Send: "?send", Join: "?join", Notice: "?notice", End: "?end"}

// Node is the lock's node in the graph: its class, and of a wait what it waits
// for. A channel has one for its receivers and one for its senders.
func (l Lock) Node() Class { return l.Class + Class(nodeSuffixes[l.Kind]) }

// A Lock is an instance, as far as it is known, and its class.
type Lock struct {
	Path  Path
	Class Class
	Kind  Kind
	// Shown marks a path that holds only by an invariant shown by a
	// constructor (a back pointer, a Cond's L), not by the path as written.
	Shown bool
	// Read says, of a lock that is given up, that it was held for reading.
	Read bool
	// In is what is left of a path that is lost: that through which the lock was
	// reached, and its containers; see Through and Containers.
	In string
}

// Lost is the lock for whoever cannot name its path: class and containers stay, and that
// through which it was reached.
func (l Lock) Lost() Lock { return l.LostFrom(l.Through()) }

// LostFrom is Lost for a lock of which more is known than its path tells.
func (l Lock) LostFrom(through Class) Lock {
	l.In = l.Containers()
	if through != "" {
		l.In = string(through) + lostFrom + l.In
	}
	l.Path = Path{}
	return l
}

// lostFrom parts in [Lock.In] that through which a lock was reached from its containers.
const lostFrom = "@"

// Through is the field or package variable that the object was loaded from in which a
// lock lies, or what is waited for; empty if the path does not say.
func (l Lock) Through() Class {
	if !l.Path.Known() {
		through, _, found := strings.Cut(l.In, lostFrom)
		if !found {
			return ""
		}
		return Class(through)
	}
	path := l.Path
	path.Steps = l.Lies()
	i := strings.LastIndexByte(path.Steps, '*')
	if i < 0 || i == len(path.Steps)-1 { // by value, or behind a pointer itself
		return ""
	}
	path.Steps = path.Steps[:i+1]
	return ClassOf(path)
}

// Lies are the steps to where a lock, or what is waited for, lies in its object: a channel
// is loaded from there, and so is what a lock type has behind a pointer. That lies in no
// other object, unless the wrapper is copied: errs to misses.
func (l Lock) Lies() string {
	steps := l.Path.Steps
	if at, behind := strings.CutSuffix(steps, "*"); behind && (l.Kind.OfChannel() || strings.HasPrefix(at[strings.LastIndexByte(at, '.')+1:], "!:")) {
		return at
	}
	return steps
}

// Containers are the fields, from the outermost known, in which a lock lies by value,
// one struct in another, or a channel is kept; empty if it is one field only, which the
// class says.
func (l Lock) Containers() string {
	if !l.Path.Known() {
		return l.In[strings.Index(l.In, lostFrom)+1:]
	}
	return containers(l.Lies())
}

// Receiving is the node of those who receive from the channel whose end a node is;
// otherwise the node itself.
func Receiving(node Class) Class {
	if channel, ok := strings.CutSuffix(string(node), nodeSuffixes[End]); ok {
		return Class(channel + nodeSuffixes[Receive])
	}
	return node
}

// KindOf is the kind of the wait that a node is; Mutex if it is none.
func KindOf(node Class) Kind {
	for k, suffix := range nodeSuffixes {
		if strings.HasSuffix(string(node), suffix) {
			return k
		}
	}
	return Mutex
}

// Named reports whether the lock has its class from its own path, and not from
// what a caller passes.
func (l Lock) Named() bool {
	return l.Path.Kind != Param && l.Path.Kind != Free || ClassOf(l.Path) != ""
}

// Strength says how surely two locks are one instance.
type Strength uint8

const (
	Different Strength = iota // not one class
	May                       // one class; nothing speaks for one instance
	Inverse                   // one instance by an invariant of a constructor
	Same                      // one instance: equal paths
)

// SameInstance compares two locks within one goroutine.
func SameInstance(a, b Lock) Strength {
	switch {
	case a.Path.Known() && a.Path == b.Path && a.Path.Unique():
		if a.Shown || b.Shown {
			return Inverse
		}
		return Same
	case a.Class == b.Class:
		return May
	}
	return Different
}

// MayBe reports whether an operation on b could concern a. Unknown is yes; locks that lie
// in two variables are two.
func MayBe(a, b Lock) bool {
	return SameInstance(a, b) != Different && !(a.Path.inVariable() && b.Path.inVariable() && a.Path.Root != b.Path.Root)
}

// A Literal is something known of a value: Subject == Const, or its negation.
type Literal struct {
	Subject Path
	Const   string // as written: true, nil, 3, "x"
	Negated bool
}

// NotNil says that there is something at the path.
func NotNil(subject Path) Literal { return Literal{Subject: subject, Const: "nil", Negated: true} }

// Unresolved is the constant that a func value equals as long as the callers do
// not say what it is: what holds when it does is a fallback.
const Unresolved = "?func"

// Unheld is the constant that a lock equals as long as the goroutine does not hold
// it: what happens after it has been taken by TryLock.
const Unheld = "?unheld"

// Unwritten is the constant that a lock equals as long as the goroutine does not hold it
// for writing: what happens after TryRLock has taken it.
const Unwritten = "?unwritten"

// Free reports whether the literal says that the goroutine does not hold a lock in a
// mode.
func (l Literal) Free(held Mode) bool {
	return l.Const == Unheld || l.Const == Unwritten && held == Write
}

// Busy is the constant that a lock equals if it is held, by another goroutine where this
// one does not hold it: what happens after TryLock has failed.
const Busy = "?busy"

// Writing is the constant that a lock equals if it is held for writing, or waited for,
// likewise: what happens after TryRLock has failed.
const Writing = "?writing"

// BusyOrOwn and WritingOrOwn are [Busy] and [Writing] where the goroutine holds a lock by
// another name, which its callers may know to be this one.
const (
	BusyOrOwn    = "?busy or own"
	WritingOrOwn = "?writing or own"
)

// OfLock reports whether the literal is about a lock being held.
func (l Literal) OfLock() bool { return l.Const == Unheld || l.Const == Unwritten || l.Busy() }

// Busy reports whether the literal says that a lock is held.
func (l Literal) Busy() bool { return l.Const == Busy || l.ForWriting() || l.Const == BusyOrOwn }

// ForWriting reports whether it says that the lock is held for writing.
func (l Literal) ForWriting() bool { return l.Const == Writing || l.Const == WritingOrOwn }

// Own reports whether the lock may be one that the goroutine holds.
func (l Literal) Own() bool { return l.Const == BusyOrOwn || l.Const == WritingOrOwn }

// OrOwn is a busy literal of a lock that may be one that the goroutine holds.
func (l Literal) OrOwn() Literal {
	if l.ForWriting() {
		l.Const = WritingOrOwn
	} else {
		l.Const = BusyOrOwn
	}
	return l
}

// Done is the constant that a Once equals as soon as somebody has returned from it: it
// neither blocks nor runs its function again.
const Done = "?done"

// sameAs begins the constant that a parameter equals if it is what another one is.
const sameAs = "=p"

// Compare says that a parameter is what parameter i is, or that it is not.
func Compare(parameter Path, i int, negated bool) Literal {
	if i < parameter.Index {
		i, parameter.Index = parameter.Index, i
	}
	return Literal{Subject: parameter, Const: sameAs + strconv.Itoa(i), Negated: negated}
}

// Other is the parameter that the literal compares its subject with.
func (l Literal) Other() (i int, ok bool) {
	n, ok := strings.CutPrefix(l.Const, sameAs)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(n)
	return i, err == nil
}

// Not is the opposite of l. A bool that is not true is false.
func (l Literal) Not() Literal {
	switch l.Const {
	case "true":
		l.Const = "false"
	case "false":
		l.Const = "true"
	default:
		l.Negated = !l.Negated
	}
	return l
}

// Decides says what l, being true, tells about m.
func (l Literal) Decides(m Literal) (value, known bool) {
	if l.Subject != m.Subject {
		return false, false
	}
	return l.Tells(&m)
}

// Tells is Decides for two literals of one subject.
func (l *Literal) Tells(m *Literal) (value, known bool) {
	switch {
	case l.Const != m.Const && (l.OfLock() || m.OfLock()):
		return false, false // of two times, or two that hold it
	case l.Const != m.Const && (strings.HasPrefix(l.Const, sameAs) || strings.HasPrefix(m.Const, sameAs)):
		return false, false // what the other parameter is, is not known
	case !l.Negated:
		return (l.Const == m.Const) != m.Negated, true
	case l.Const == m.Const:
		return m.Negated, true
	}
	return false, false
}

// Contradicts reports whether l and m cannot both hold.
func (l Literal) Contradicts(m Literal) bool {
	value, known := l.Decides(m)
	return known && !value
}

// Compare orders literals, by their texts.
func (l Literal) Compare(m Literal) int {
	var a, b [textSize]byte
	return bytes.Compare(l.AppendTo(a[:0]), m.AppendTo(b[:0]))
}

// Resolve is b without the literal of which a has the contrary, if b has all else of a:
// what is so under a and under b is so, under what is left, either way. It is b itself
// if there is none. (Self-subsuming resolution.)
func Resolve(a, b []Literal) ([]Literal, bool) {
	spare := -1
	for _, l := range a {
		if slices.Contains(b, l) {
			continue
		}
		i := slices.Index(b, l.Not())
		if i < 0 || spare >= 0 {
			return b, false
		}
		spare = i
	}
	if spare < 0 {
		return b, false
	}
	return slices.Delete(slices.Clone(b), spare, spare+1), true
}

func (l Literal) String() string {
	var room [textSize]byte
	return string(l.AppendTo(room[:0]))
}

// AppendTo adds the text of l to b.
func (l Literal) AppendTo(b []byte) []byte {
	op := "=="
	if l.Negated {
		op = "!="
	}
	return append(append(l.Subject.AppendTo(b), op...), l.Const...)
}

// Texts joins the texts of items, as a key.
func Texts[T appender](items []T) string {
	if len(items) == 0 {
		return ""
	}
	return string(AppendTexts(nil, items))
}

// AppendTexts adds to b what Texts gives.
func AppendTexts[T appender](b []byte, items []T) []byte {
	for _, x := range items {
		b = append(x.AppendTo(b), ';')
	}
	return b
}

// An appender can add its text, which is a key, to others.
type appender interface{ AppendTo(b []byte) []byte }

// String is a stable text of the lock, as a key.
func (l Lock) String() string {
	if l.Path.Known() {
		return l.Path.String()
	}
	var room [textSize]byte
	return string(l.appendClass(room[:0]))
}

// appendClass adds what stands for a lock whose path is lost.
func (l Lock) appendClass(b []byte) []byte {
	b = append(append(b, "class "...), l.Class...)
	if l.In != "" {
		b = append(append(b, " in "...), l.In...)
	}
	return b
}

// Key is equal for locks that are one, and waited for in one way: a channel has one
// for its receivers and one for its senders.
func (l Lock) Key() string { return l.String() + " " + string(l.Node()) }

// Compare orders locks, by their texts.
func (l Lock) Compare(m Lock) int {
	var a, b [textSize]byte
	return bytes.Compare(l.AppendTo(a[:0]), m.AppendTo(b[:0]))
}

// AppendTo adds the text of l to b.
func (l Lock) AppendTo(b []byte) []byte {
	if l.Path.Known() {
		return l.Path.AppendTo(b)
	}
	return l.appendClass(b)
}
