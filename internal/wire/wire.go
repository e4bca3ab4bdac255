// Package wire is the form in which lock graphs and summaries travel from one run of
// the tool to the next: values as bytes, and bytes packed.
//
// What is read may be damaged, or made by somebody who means harm. So a value is
// written without its type, in a form in which each part of it takes at least a byte:
// what it takes in memory is in proportion to its bytes, and these are in proportion
// to the packed ones (encoding/gob, and JSON, bound neither). Equal values make equal
// bytes.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// Marshal writes a value: of bools, integers, texts, and structs, arrays, slices and
// pointers of these. Empty slices and nil ones are one.
func Marshal(v any) ([]byte, error) { return (*Texts)(nil).Marshal(v) }

// Texts are a table in which values that are read one by one keep their texts, each
// once: what is written with it has their numbers. A nil table keeps none.
type Texts struct {
	list   []string
	number map[string]int
}

// NewTexts is the table of a list that another one had; of none, an empty one.
func NewTexts(list []string) *Texts { return &Texts{list, make(map[string]int)} }

// List is what the values that have been written refer to.
func (t *Texts) List() []string { return t.list }

func (t *Texts) add(s string) int {
	n, ok := t.number[s]
	if !ok {
		n = len(t.list)
		t.number[s], t.list = n, append(t.list, s)
	}
	return n
}

// Marshal is the function of that name, with texts by their numbers.
func (t *Texts) Marshal(v any) ([]byte, error) { return t.append(nil, reflect.ValueOf(v)) }

func (t *Texts) append(b []byte, v reflect.Value) ([]byte, error) {
	var err error
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1), nil
		}
		return append(b, 0), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint()), nil
	case reflect.String:
		if t != nil {
			return binary.AppendUvarint(b, uint64(t.add(v.String()))), nil
		}
		return append(binary.AppendUvarint(b, uint64(v.Len())), v.String()...), nil
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, 0), nil
		}
		return t.append(append(b, 1), v.Elem())
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice {
			b = binary.AppendUvarint(b, uint64(v.Len()))
		}
		for column := range columns(v) {
			for i := 0; i < v.Len() && err == nil; i++ {
				b, err = t.append(b, cell(v, i, column))
			}
		}
		return b, err
	case reflect.Struct:
		for i := 0; i < v.NumField() && err == nil; i++ {
			b, err = t.append(b, v.Field(i))
		}
		return b, err
	}
	return nil, fmt.Errorf("a %s does not travel", v.Type())
}

// columns is how many columns a list has: lists of structs go field by field, for that
// packs better.
func columns(list reflect.Value) int {
	if e := list.Type().Elem(); e.Kind() == reflect.Struct {
		return e.NumField()
	}
	return 1
}

func cell(list reflect.Value, i, column int) reflect.Value {
	v := list.Index(i)
	if v.Kind() == reflect.Struct {
		return v.Field(column)
	}
	return v
}

// Unmarshal reads into a pointer what [Marshal] has written of such a value. Texts are
// parts of the one that is read.
func Unmarshal(text string, to any) error { return (*Texts)(nil).Unmarshal(text, to) }

// Unmarshal reads what [Texts.Marshal] of an equal table has written.
func (t *Texts) Unmarshal(text string, to any) error {
	r := reader{left: text, texts: t, least: make(map[reflect.Type]int)}
	r.value(reflect.ValueOf(to).Elem(), 0)
	if r.err == nil && r.left != "" {
		r.err = errors.New("it does not end where it should")
	}
	return r.err
}

// maxNesting bounds values within values, far beyond what is written.
const maxNesting = 64

var (
	errShort = errors.New("it ends too early")
	errRange = errors.New("a number is out of range")
)

type reader struct {
	left  string
	texts *Texts
	least map[reflect.Type]int // bytes that a value takes
	err   error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err, r.left = err, ""
	}
}

func (r *reader) value(v reflect.Value, nesting int) {
	if nesting > maxNesting {
		r.fail(errors.New("it is nested too deeply"))
	}
	if r.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.bit())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		u := r.uvarint()
		if i := int64(u>>1) ^ -int64(u&1); !v.OverflowInt(i) {
			v.SetInt(i)
			return
		}
		r.fail(errRange)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if u := r.uvarint(); !v.OverflowUint(u) {
			v.SetUint(u)
			return
		}
		r.fail(errRange)
	case reflect.String:
		v.SetString(r.text())
	case reflect.Pointer:
		if r.bit() {
			v.Set(reflect.New(v.Type().Elem()))
			r.value(v.Elem(), nesting+1)
		}
	case reflect.Slice:
		if n := r.count(r.leastOf(v.Type().Elem())); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			r.elements(v, nesting)
		}
	case reflect.Array:
		r.elements(v, nesting)
	case reflect.Struct:
		for i := 0; i < v.NumField() && r.err == nil; i++ {
			r.value(v.Field(i), nesting+1)
		}
	default:
		r.fail(fmt.Errorf("a %s does not travel", v.Type()))
	}
}

func (r *reader) elements(v reflect.Value, nesting int) {
	for column := range columns(v) {
		for i := 0; i < v.Len() && r.err == nil; i++ {
			r.value(cell(v, i, column), nesting+1)
		}
	}
}

func (r *reader) text() string {
	if r.texts == nil {
		n := r.count(1)
		s := r.left[:n]
		r.left = r.left[n:]
		return s
	}
	n := r.uvarint()
	if n >= uint64(len(r.texts.list)) {
		r.fail(errors.New("a text is not there"))
		return ""
	}
	return r.texts.list[n]
}

func (r *reader) bit() bool {
	u := r.uvarint()
	if u > 1 {
		r.fail(errors.New("a bool is neither true nor false"))
	}
	return u == 1
}

func (r *reader) uvarint() (u uint64) {
	if len(r.left) > 0 && r.left[0] < 0x80 {
		u = uint64(r.left[0])
		r.left = r.left[1:]
		return u
	}
	for i := 0; i < len(r.left) && i < binary.MaxVarintLen64; i++ {
		c := r.left[i]
		u |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.left = r.left[i+1:]
			return u
		}
	}
	r.fail(errShort)
	return 0
}

// count is a number of things, of which each takes at least so many bytes of what is
// left.
func (r *reader) count(least int) int {
	n := r.uvarint()
	if n > uint64(len(r.left)/least) {
		r.fail(errShort)
		return 0
	}
	return int(n)
}

// leastOf is how many bytes any value of a type takes; at least one, so that there
// cannot be endlessly many.
func (r *reader) leastOf(t reflect.Type) int {
	n, ok := r.least[t]
	if ok {
		return n
	}
	n = 1
	switch t.Kind() {
	case reflect.Struct:
		sum := 0
		for i := range t.NumField() {
			sum += r.leastOf(t.Field(i).Type)
		}
		n = max(sum, 1)
	case reflect.Array:
		n = min(max(t.Len()*r.leastOf(t.Elem()), 1), math.MaxInt32)
	}
	r.least[t] = n
	return n
}
