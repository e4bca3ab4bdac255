package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// Buffer is the room for a send, or tells a receive that there is a message. If it is
// not known how many messages there ever are, a channel of which nobody receives more than
// once carries an answer: the buffer is for that. Errs to misses.
func (p *Package) Buffer(a model.Acquire) model.Buffer {
	switch a.Lock.Kind {
	case identity.Send:
		return a.Buffer.In(p.room(a.Lock.Class))
	case identity.Receive:
		// Of a channel that comes from elsewhere, out of a pool, the room is not known.
		if c := p.channels[a.Lock.Class]; c != nil && !c.unbuffered && slices.ContainsFunc(a.Tests, func(f model.Flag) bool { return c.flags[f] }) {
			return model.Flagged
		}
		return a.Buffer
	}
	return model.Unbuffered
}

// room is that in the channels of a class.
func (p *Package) room(class identity.Class) model.Buffer {
	c := p.channels[class]
	if c == nil || c.made == nil || c.unbuffered {
		return model.Unbuffered
	}
	n, known := p.messages().ever(identity.Lock{Class: class, Kind: identity.Receive})
	switch {
	case c.counted || known && n <= c.least || c.oneByOne():
		return model.Fits
	case known || c.most > c.least || p.messages().stream(class):
		return model.CanFill
	}
	return model.Fits
}

// channels is what the package does with the channels of one class.
type channels struct {
	made       []*ssa.Function     // here, by whom
	unbuffered bool                // some are
	counted    bool                // some have room for what is sent; see sized
	computed   bool                // the room of some is no constant
	flags      map[model.Flag]bool // set by all functions that send to one or close it
	up, down   map[model.Flag]bool // put up by all functions that send; taken down by one that receives
	least      int64               // the least room that some have, if it is known
	most       int64               // the most sends that one function makes one after another
}

// oneByOne reports whether who sends puts up a flag, each time, that who receives
// takes down again: there is one message at a time, if the flag is waited for. Source:
// raft-wal's rotation. Errs to misses, where nobody looks at the flag before.
func (c *channels) oneByOne() bool {
	for flag := range c.up {
		if c.down[flag] {
			return true
		}
	}
	return false
}

// findChannels looks at all channels of the package: their buffers, and whether
// code that is not seen gets to know them.
func (p *Package) findChannels() {
	p.channels = make(map[identity.Class]*channels)
	for _, fn := range p.funcs {
		p.passedIn(fn)
		marks := sync.OnceValues(func() (up, down map[model.Flag]bool) { return flow.Marks(fn) })
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				p.noteChannel(fn, instr)
				p.noteMarks(fn, instr, marks)
				p.noteEscapes(fn, instr)
			}
		}
		p.noteSends(fn)
	}
}

// noteSends counts the sends of a function that come one after another.
func (p *Package) noteSends(fn *ssa.Function) {
	sends := make(map[*channels][]*ssa.Send)
	for _, b := range fn.DomPreorder() {
		for _, instr := range b.Instrs {
			send, ok := instr.(*ssa.Send)
			if !ok {
				continue
			}
			_, c := p.channelOf(fn, send.Chan)
			n := int64(1)
			for _, before := range sends[c] {
				if before.Block().Dominates(b) {
					n++
				}
			}
			sends[c] = append(sends[c], send)
			c.most = max(c.most, n)
		}
	}
}

func (p *Package) channelOf(fn *ssa.Function, v ssa.Value) (identity.Class, *channels) {
	r := p.resolver(fn)
	class := r.ClassOf(r.Val(v).Path)
	c := p.channels[class]
	if c == nil {
		c = new(channels)
		p.channels[class] = c
	}
	return class, c
}

func (p *Package) noteChannel(fn *ssa.Function, instr ssa.Instruction) {
	if mc, ok := instr.(*ssa.MakeChan); ok {
		_, c := p.channelOf(fn, mc)
		size, ok := p.constant(mc.Size)
		if ok && (c.made == nil || size < c.least) {
			c.least = size
		}
		c.made = append(c.made, fn)
		c.computed = c.computed || !ok
		c.counted = c.counted || size >= ample || p.sized(fn, mc.Size)
		c.unbuffered = c.unbuffered || ok && size == 0
		return
	}
	for _, v := range flow.Fills(instr) {
		_, c := p.channelOf(fn, v)
		sets := flow.Sets(fn)
		if c.flags != nil {
			maps.DeleteFunc(sets, func(f model.Flag, _ bool) bool { return !c.flags[f] })
		}
		c.flags = sets
	}
}

// inStream reports whether a channel is received from again and again.
func (p *Package) inStream(instr ssa.Instruction, v ssa.Value) bool {
	return again(instr, p.resolver(instr.Parent()).Val(v).Path) && !perRound(v, instr.Block(), 0)
}

// noteMarks notes the flags that a function puts up which sends, or takes down which
// receives.
func (p *Package) noteMarks(fn *ssa.Function, instr ssa.Instruction, marks func() (up, down map[model.Flag]bool)) {
	if _, closes := instr.(ssa.CallInstruction); closes {
		return
	}
	for _, v := range flow.Fills(instr) {
		_, c := p.channelOf(fn, v)
		up, _ := marks()
		if c.up == nil {
			c.up = maps.Clone(up)
		}
		maps.DeleteFunc(c.up, func(f model.Flag, _ bool) bool { return !up[f] })
	}
	for _, v := range flow.Receives(instr) {
		_, c := p.channelOf(fn, v)
		if c.down == nil {
			c.down = make(map[model.Flag]bool)
		}
		_, down := marks()
		maps.Copy(c.down, down)
	}
}

// ample is the room that its author takes for as large as it must ever be (database/sql's
// openerCh). Errs to misses.
const ample = 1 << 16

// constant is a number that is always the same: a constant, or what a package variable is
// set to that is stored to once.
func (p *Package) constant(v ssa.Value) (int64, bool) {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if g, ok := load.X.(*ssa.Global); ok {
			if stores := p.shapes.Variables(p.funcs)[g]; len(stores) == 1 {
				v = stores[0].Val
			}
		}
	}
	c, ok := v.(*ssa.Const)
	if !ok {
		return 0, false
	}
	return c.Int64(), true
}

// sized reports whether the room in a channel is made for what is sent: it comes from the
// length of something, or is the number of rounds of a loop in the function that makes it.
// Any other that is computed is a setting, which somebody chose without counting (nebula's
// handshakes.query_buffer). Errs to both sides.
func (p *Package) sized(fn *ssa.Function, size ssa.Value) bool {
	if c, ok := size.(*ssa.Const); ok && constant.Sign(c.Value) == 0 {
		return false
	}
	return fromLength(size, 0) || slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		test, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !value.InLoop(b) {
			return false
		}
		cmp, ok := test.Cond.(*ssa.BinOp)
		return ok && p.sameNumber(fn, cmp.Y, size)
	})
}

// fromLength reports whether a number is computed from the length of something.
func fromLength(v ssa.Value, depth int) bool {
	if depth > maxSeen {
		return true
	}
	switch v := v.(type) {
	case *ssa.Call:
		if b := value.Builtin(&v.Call); b == "len" || b == "cap" {
			return true
		} else if b != "" { // min, max
			return slices.ContainsFunc(v.Call.Args, func(v ssa.Value) bool { return fromLength(v, depth+1) })
		}
	case *ssa.BinOp:
		return fromLength(v.X, depth+1) || fromLength(v.Y, depth+1)
	case *ssa.Convert:
		return fromLength(v.X, depth+1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(v ssa.Value) bool { return fromLength(v, depth+1) })
	}
	return false
}

// sameNumber holds for two constants that are equal, and for two that fn finds in one
// place, converted or not.
func (p *Package) sameNumber(fn *ssa.Function, a, b ssa.Value) bool {
	a, b = unconverted(a), unconverted(b)
	x, ok := a.(*ssa.Const)
	y, too := b.(*ssa.Const)
	if ok || too {
		return ok && too && x.Value != nil && x.Value.Kind() == constant.Int && constant.Compare(x.Value, token.EQL, y.Value)
	}
	r := p.resolver(fn)
	return a == b || r.Subject(a).Compare(r.Subject(b)) == 0
}

func unconverted(v ssa.Value) ssa.Value {
	if c, ok := v.(*ssa.Convert); ok {
		return c.X
	}
	return v
}

// again reports whether control comes back to a receive with the same channel: it
// does not pass where the channel is made.
func again(instr ssa.Instruction, ch identity.Path) bool {
	if !value.InLoop(instr.Block()) {
		return false
	}
	mc, ok := ch.Ref.(*ssa.MakeChan)
	return !ok || mc.Parent() != instr.Parent() || !value.InLoop(mc.Block()) || !mc.Block().Dominates(instr.Block())
}

// perRound reports whether a channel is another one in each round of a loop: it comes
// from an element, whose index or key the loop changes, or from what a range over
// something yields. Errs to misses, where two elements have one channel.
func perRound(v ssa.Value, in *ssa.BasicBlock, depth int) bool {
	varies := func(v ssa.Value) bool {
		instr, ok := v.(ssa.Instruction)
		return ok && value.InLoop(instr.Block())
	}
	if depth > maxSeen {
		return false
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return v.Op == token.MUL && perRound(v.X, in, depth+1)
	case *ssa.FieldAddr:
		return perRound(v.X, in, depth+1)
	case *ssa.Field:
		return perRound(v.X, in, depth+1)
	case *ssa.IndexAddr:
		return varies(v.Index) && value.Reaches(in, v.Block())
	case *ssa.Lookup:
		return varies(v.Index) && value.Reaches(in, v.Block())
	case *ssa.Extract:
		_, next := v.Tuple.(*ssa.Next)
		return next && value.Reaches(in, v.Block())
	}
	return false
}

// noteEscapes notes what code that is not seen may do with a channel that an
// instruction shows it: by its type, send to it, and so complete a receive, or
// receive from it.
func (p *Package) noteEscapes(fn *ssa.Function, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Return:
		if !callableOutside(fn) || p.mainHas(fn) {
			return
		}
		results := fn.Signature.Results()
		for i, v := range instr.Results {
			p.escapesAs(fn, v, results.At(i).Type())
		}
	case *ssa.MakeInterface:
		if isPassage(instr.X.Type()) && !p.onlyModelled(instr) {
			p.escapesAs(fn, instr.X, instr.X.Type())
		}
	case ssa.CallInstruction:
		p.passedOut(fn, instr)
	case *ssa.Store:
		if addr, ok := instr.Addr.(*ssa.Global); ok && addr.Object() != nil && addr.Object().Exported() && !p.mainHas(fn) {
			p.escapesAs(fn, instr.Val, instr.Val.Type())
		}
		if addr, ok := instr.Addr.(*ssa.FieldAddr); ok && p.shownField(addr) {
			p.escapesAs(fn, instr.Val, instr.Val.Type())
		}
	}
}

// shownField reports whether other packages can reach a field.
func (p *Package) shownField(addr *ssa.FieldAddr) bool {
	named, ok := namedType(addr.X.Type()).(*types.Named)
	if !ok || !named.Obj().Exported() || p.mainHas(addr.Parent()) {
		return false
	}
	st, ok := named.Underlying().(*types.Struct)
	return ok && st.Field(addr.Field).Exported()
}

// passedIn notes the channels that callers which are not seen pass to a function. One
// that it keeps, for others to wait for, goes by where that is. Errs to reports.
func (p *Package) passedIn(fn *ssa.Function) {
	if !callableOutside(fn) || p.mainHas(fn) {
		return
	}
	for _, param := range fn.Params {
		if isChan(param.Type()) && !p.keeps(fn, param) {
			class, _ := p.channelOf(fn, param)
			for _, kind := range []identity.Kind{identity.Receive, identity.Send} {
				p.Escaped[identity.Lock{Class: class, Kind: kind}.Node()] = true
			}
		}
	}
}

// keeps reports whether a function stores a parameter.
func (p *Package) keeps(fn *ssa.Function, param *ssa.Parameter) bool {
	return slices.ContainsFunc(p.outlines[fn].keepings, func(k keeping) bool { return fn.Params[k.param] == param })
}

// passedOut notes the channels passed to a function that is not seen.
func (p *Package) passedOut(fn *ssa.Function, call ssa.CallInstruction) {
	common := call.Common()
	if value.Builtin(common) != "" {
		return
	}
	callee := common.StaticCallee()
	if callee != nil && len(callee.Blocks) > 0 || callee == nil && len(p.callees[call]) > 0 {
		return
	}
	var does *model.Summary
	if callee != nil {
		if obj, ok := callee.Object().(*types.Func); ok {
			does = p.imported(obj)
		}
	}
	params := common.Signature().Params()
	args, first := common.Args, 0
	if callee != nil && callee.Signature.Recv() != nil {
		args, first = args[1:], 1
	}
	for i, v := range args {
		if i < params.Len() && !uses(does, first+i) {
			p.escapesAs(fn, v, params.At(i).Type())
		}
	}
}

// uses reports whether a summary says what is done with a channel that is passed as
// parameter i, or where it is put; else it may be kept, for others to use.
func uses(does *model.Summary, i int) bool {
	is := func(l identity.Lock) bool {
		return l.Path.Kind == identity.Param && l.Path.Index == i && l.Path.Steps == ""
	}
	return does != nil && (slices.ContainsFunc(does.Completions, func(c model.Completion) bool { return is(c.Of) }) ||
		slices.ContainsFunc(does.Acquires, func(a model.Acquire) bool { return is(a.Lock) }) ||
		slices.ContainsFunc(does.Flows, func(f model.Flow) bool { return f.What.Path.Kind == identity.Param && f.What.Path.Index == i }))
}

// isPassage holds for the types of channels, and of the ends of pipes.
func isPassage(t types.Type) bool {
	_, pipe := model.ToPipe(t)
	return pipe || isChan(t)
}

// onlyModelled reports whether an interface is only passed to what the model knows to use
// it: an end of a pipe.
func (p *Package) onlyModelled(mi *ssa.MakeInterface) bool {
	return !slices.ContainsFunc(*mi.Referrers(), func(ref ssa.Instruction) bool {
		call, ok := ref.(ssa.CallInstruction)
		return !ok || !p.modelled(p.nameOf(call.Common().StaticCallee()))
	})
}

// escapesAs notes that others know the channel v, or the pipe of which it is an end, as
// one of type t.
func (p *Package) escapesAs(fn *ssa.Function, v ssa.Value, t types.Type) {
	if steps, ok := model.ToPipe(v.Type()); ok {
		r := p.resolver(fn)
		x := r.Val(v)
		for x.Path.Kind == identity.Free { // the function around knows more
			mc, outer := p.Enclosing(r.Fn)
			if mc == nil || x.Path.Index >= len(mc.Bindings) {
				break
			}
			x, r = outer.Walk(outer.Val(mc.Bindings[x.Path.Index]), x.Path.Steps), outer
		}
		pipe := r.Walk(x, steps).Path
		for _, kind := range []identity.Kind{identity.Receive, identity.Send} {
			p.Escaped[identity.Lock{Class: r.ClassOf(pipe), Kind: kind}.Node()] = true
		}
		return
	}
	ch, ok := v.Type().Underlying().(*types.Chan)
	if !ok {
		return
	}
	if as, ok := t.Underlying().(*types.Chan); ok {
		ch = as
	}
	class, _ := p.channelOf(fn, v)
	for kind, dir := range map[identity.Kind]types.ChanDir{identity.Receive: types.RecvOnly, identity.Send: types.SendOnly} {
		if ch.Dir() != dir { // who can only receive completes no receive
			p.Escaped[identity.Lock{Class: class, Kind: kind}.Node()] = true
		}
	}
}
