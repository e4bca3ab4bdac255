package wire

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/wire/wiretest"
)

type (
	kind  uint8
	inner struct {
		Name string
		List []int
		Next *inner
	}
	all struct {
		Bool   bool
		Small  int8
		Int    int
		Kind   kind
		Uint   uint
		Text   string
		Pairs  [][2]int
		Inner  []inner
		Nested [][]string
		None   []struct{}
		Bytes  []byte
	}
)

func full() all {
	return all{true, -128, math.MinInt, 255, math.MaxUint, "ä\x00", [][2]int{{1, -1}, {math.MaxInt, 0}},
		[]inner{{"a", []int{1, 2}, &inner{Name: "b"}}, {Next: &inner{}}}, [][]string{nil, {"", "x"}}, make([]struct{}, 3), []byte{0, 255}}
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	b, err := Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestValueIsTheSameAfterTravel(t *testing.T) {
	for _, want := range []all{{}, full()} {
		var got all
		b := marshal(t, want)
		if err := Unmarshal(string(b), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-before +after:\n%s", diff)
		}
		if !bytes.Equal(b, marshal(t, got)) {
			t.Error("other bytes when written again")
		}
	}
}

func TestWhatCannotTravel(t *testing.T) {
	for _, v := range []any{map[string]int{}, 1.5, struct{ F func() }{}, []any{1}} {
		if b, err := Marshal(v); err == nil {
			t.Errorf("%T travels as %q", v, b)
		}
	}
	if err := Unmarshal("\x01", new(float64)); err == nil {
		t.Error("a float64 is read")
	}
}

func TestDamagedValueIsRefused(t *testing.T) {
	good := string(marshal(t, full()))
	for n := range len(good) {
		if err := Unmarshal(good[:n], new(all)); err == nil {
			t.Errorf("%d bytes of %d are taken", n, len(good))
		}
	}
	deep := inner{}
	for range maxNesting {
		next := deep
		deep = inner{Next: &next}
	}
	for name, tt := range map[string]struct {
		text string
		to   any
	}{
		"more than there should be":  {good + "\x00", new(all)},
		"neither true nor false":     {"\x02", new(bool)},
		"beyond its type":            {"\x80\x04", new(uint8)},
		"beneath its type":           {"\x81\x02", new(int8)},
		"a number without end":       {strings.Repeat("\xff", 20), new(uint64)},
		"more texts than bytes":      {"\x03\x00\x00", new([]string)},
		"more structs than bytes":    {"\x02\x00\x00\x00\x00\x00", new([]inner)},
		"a text that is cut":         {"\x05ab", new(string)},
		"a list that is huge":        {"\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x00", new([]struct{})},
		"values in values in values": {string(marshal(t, deep)), new(inner)},
	} {
		if err := Unmarshal(tt.text, tt.to); err == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
}

// TestTexts: values that keep their texts in one table are as before, and shorter; who
// reads with another table is told of texts that are not there.
func TestTexts(t *testing.T) {
	table := NewTexts(nil)
	var written []string
	for _, want := range []all{full(), {Text: "a"}, full()} {
		b, err := table.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		written = append(written, string(b))
	}
	if want := []string{"ä\x00", "a", "", "b", "x"}; !slices.Equal(sorted(table.List()), sorted(want)) {
		t.Errorf("the table is %q, want %q", table.List(), want)
	}
	if written[0] != written[2] || len(written[0]) >= len(marshal(t, full())) {
		t.Errorf("%d bytes, then %d; without a table %d", len(written[0]), len(written[2]), len(marshal(t, full())))
	}
	for i, want := range []all{full(), {Text: "a"}} {
		var got all
		if err := NewTexts(table.List()).Unmarshal(written[i], &got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(marshal(t, want), marshal(t, got)) {
			t.Errorf("%v comes out as %v", want, got)
		}
	}
	if err := NewTexts(table.List()[:2]).Unmarshal(written[0], new(all)); err == nil {
		t.Error("texts that are not there are read")
	}
}

func sorted(in []string) []string { return slices.Sorted(slices.Values(in)) }

func TestPack(t *testing.T) {
	for _, plain := range []string{"", "x", strings.Repeat("x", 1_000), strings.Repeat("x", 1_000_000), string(marshal(t, full()))} {
		data, err := Pack([]byte(plain))
		if err != nil {
			t.Fatal(err)
		}
		if len(plain) > maxRatio*len(data) {
			t.Errorf("%d bytes are packed into %d", len(plain), len(data))
		}
		got, err := Unpack(data)
		if err != nil || got != plain {
			t.Errorf("%d bytes come out as %d: %v", len(plain), len(got), err)
		}
		for n := range min(len(data), 1000) {
			if _, err := Unpack(data[:n]); err == nil {
				t.Errorf("%d bytes of %d are taken", n, len(data))
			}
		}
		if data[0]++; data[0] != 0 { // the length
			if _, err := Unpack(data); err == nil {
				t.Errorf("%d bytes are taken for one more", len(plain))
			}
		}
	}
	if _, err := Pack(make([]byte, maxPlain+1)); err == nil {
		t.Error("what cannot be unpacked is packed")
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add(marshal(f, full()))
	f.Add(marshal(f, all{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v all
		var err error
		wiretest.Bounded(t, len(data), func() { err = Unmarshal(string(data), &v) })
		if err != nil {
			return
		}
		var again all
		if err := Unmarshal(string(marshal(t, v)), &again); err != nil || !cmp.Equal(v, again) {
			t.Errorf("%v\nwritten and read again\n%v: %v", v, again, err)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	for _, plain := range []string{"", "some text, some text", strings.Repeat("x", 1000)} {
		data, err := Pack([]byte(plain))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wiretest.Bounded(t, len(data), func() { _, _ = Unpack(data) })
	})
}
