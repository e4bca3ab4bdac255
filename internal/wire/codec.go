package wire

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// A Codec writes a value part by part, or reads it: who walks over it names each part once,
// for both. It takes half of what [Marshal] and [Unmarshal] do, and no form between; it is
// for what is large. Texts are kept in a table, each once; each part takes a byte at least.
type Codec struct {
	reader
	reading bool
	texts   *Texts
	out     []byte
	taken   int // bytes of texts
}

// NewWriter is a codec that writes.
func NewWriter() *Codec { return &Codec{texts: NewTexts(nil)} }

// NewReader is a codec that reads what [Codec.Bytes] gave: texts are parts of it.
func NewReader(text string) *Codec {
	c := &Codec{reader: reader{left: text}, reading: true}
	list := make([]string, c.count(1))
	for i := range list {
		list[i] = c.text()
	}
	c.reader.texts = NewTexts(list)
	return c
}

// Reading reports whether the codec reads.
func (c *Codec) Reading() bool { return c.reading }

// Size is how many bytes have been written, with texts.
func (c *Codec) Size() int { return len(c.out) + c.taken }

// Bytes is what has been written.
func (c *Codec) Bytes() []byte {
	list := c.texts.List()
	b := binary.AppendUvarint(slices.Grow([]byte(nil), c.Size()+2*len(list)+binary.MaxVarintLen64), uint64(len(list)))
	for _, s := range list {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	return append(b, c.out...)
}

// Fail says that what was read cannot have been written.
func (c *Codec) Fail(err error) { c.fail(err) }

// Err is why what was read cannot have been written, if it is all that there is.
func (c *Codec) Err() error {
	if c.err == nil && c.left != "" {
		return errors.New("it does not end where it should")
	}
	return c.err
}

// Uint writes a number, or reads it.
func (c *Codec) Uint(n *uint64) {
	if c.reading {
		*n = c.uvarint()
		return
	}
	c.out = binary.AppendUvarint(c.out, *n)
}

// Int writes a number that is not negative, or reads it.
func (c *Codec) Int(n *int) {
	u := uint64(*n)
	if c.Uint(&u); u > math.MaxInt {
		c.fail(errRange)
		return
	}
	*n = int(u)
}

// Bool writes what is true or false, or reads it.
func (c *Codec) Bool(is *bool) {
	switch {
	case c.reading:
		*is = c.bit()
	case *is:
		c.out = append(c.out, 1)
	default:
		c.out = append(c.out, 0)
	}
}

// Small writes a small number, or reads it.
func Small[T ~uint8](c *Codec, n *T) {
	u := uint64(*n)
	if c.Uint(&u); u > math.MaxUint8 {
		c.fail(errRange)
		return
	}
	*n = T(u)
}

// Text writes a text by its number, or reads it.
func Text[T ~string](c *Codec, s *T) {
	if c.reading {
		*s = T(c.text())
		return
	}
	n := c.texts.add(string(*s))
	if n == len(c.texts.list)-1 {
		c.taken += len(*s)
	}
	c.out = binary.AppendUvarint(c.out, uint64(n))
}

// List writes a list of structs field by field, for that packs better, or reads it: each
// field takes a byte at least. An empty list is nil.
func List[T any](c *Codec, list *[]T, fields ...func(*T)) {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, uint64(len(*list)))
	} else if n := c.count(len(fields)); n > 0 {
		*list = make([]T, n)
	}
	for _, field := range fields {
		for i := range *list {
			field(&(*list)[i])
		}
		if c.err != nil {
			return
		}
	}
}
