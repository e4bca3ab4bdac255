package wire

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A trip is what a codec is tested with.
type trip struct {
	Name  name
	N     int
	Small small
	Is    bool
	Stops []trip
}

type (
	name  string
	small uint8
)

func (x *trip) walk(c *Codec) {
	Text(c, &x.Name)
	c.Int(&x.N)
	Small(c, &x.Small)
	c.Bool(&x.Is)
	List(c, &x.Stops,
		func(s *trip) { Text(c, &s.Name) },
		func(s *trip) { s.walk(c) })
}

func TestCodecReadsWhatItWrites(t *testing.T) {
	want := trip{Name: "a", N: math.MaxInt, Small: 255, Is: true, Stops: []trip{{Name: "b"}, {Name: "a", Stops: []trip{{Name: "", N: 300}}}}}
	w := NewWriter()
	want.walk(w)
	text := string(w.Bytes())
	var got trip
	r := NewReader(text)
	if got.walk(r); r.Err() != nil {
		t.Fatal(r.Err())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	for n := range len(text) {
		r := NewReader(text[:n])
		if new(trip).walk(r); r.Err() == nil {
			t.Errorf("%d bytes of %d are taken", n, len(text))
		}
	}
	r = NewReader(text + "x")
	if new(trip).walk(r); r.Err() == nil {
		t.Error("more than there should be is taken")
	}
}

func TestCodecRefusesNumbersOutOfRange(t *testing.T) {
	huge := uint64(math.MaxUint64)
	for name, read := range map[string]func(*Codec){
		"int":   func(c *Codec) { c.Int(new(int)) },
		"small": func(c *Codec) { Small(c, new(small)) },
		"bool":  func(c *Codec) { c.Bool(new(bool)) },
		"text":  func(c *Codec) { Text(c, new(string)) },
		"list":  func(c *Codec) { List(c, new([]trip), func(*trip) {}) },
	} {
		w := NewWriter()
		w.Uint(&huge)
		r := NewReader(string(w.Bytes()))
		if read(r); r.Err() == nil {
			t.Errorf("%d is taken as %s", huge, name)
		}
	}
	r, damaged := NewReader("\x00"), errors.New("damaged")
	if r.Fail(damaged); !errors.Is(r.Err(), damaged) {
		t.Errorf("what failed is told as %v", r.Err())
	}
}
