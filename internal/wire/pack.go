package wire

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of what packed bytes may unpack to.
const (
	maxPlain = 32 << 20
	maxRatio = 16 // flate packs a thousand equal bytes into one; of what we write, some four to seventeen
)

// A Packer packs and unpacks one value after another: what that takes to work in, some
// 800 KB and 40 KB, it makes once.
type Packer struct {
	flate   *flate.Writer
	inflate io.ReadCloser // also a flate.Resetter
}

// Pack is [Packer.Pack] for a single value.
func Pack(plain []byte) ([]byte, error) { return new(Packer).Pack(plain) }

// Pack compresses: the length, then a stream of flate. What packs better than anything
// that we would unpack is padded.
func (p *Packer) Pack(plain []byte) ([]byte, error) {
	if len(plain) > maxPlain {
		return nil, fmt.Errorf("%d MB are too many", len(plain)>>20)
	}
	var b bytes.Buffer
	b.Write(binary.AppendUvarint(nil, uint64(len(plain))))
	if p.flate == nil {
		z, err := flate.NewWriter(&b, flate.DefaultCompression)
		if err != nil {
			return nil, err
		}
		p.flate = z
	} else {
		p.flate.Reset(&b)
	}
	if _, err := p.flate.Write(plain); err != nil {
		return nil, err
	}
	if err := p.flate.Close(); err != nil {
		return nil, err
	}
	if least := (len(plain) + maxRatio - 1) / maxRatio; b.Len() < least {
		b.Write(make([]byte, least-b.Len()))
	}
	return b.Bytes(), nil
}

// Unpack is [Packer.Unpack] for a single value.
func Unpack(data []byte) (string, error) { return new(Packer).Unpack(data) }

// Unpack undoes [Pack]. It takes memory in proportion to the packed bytes.
func (p *Packer) Unpack(data []byte) (string, error) {
	n, used := binary.Uvarint(data)
	switch {
	case used <= 0:
		return "", errShort
	case n > maxPlain || n > uint64(maxRatio*len(data)):
		return "", fmt.Errorf("%d bytes cannot be packed into %d", n, len(data))
	}
	var b strings.Builder
	b.Grow(int(n))
	packed := bytes.NewReader(data[used:])
	if p.inflate == nil {
		p.inflate = flate.NewReader(packed)
	} else if err := p.inflate.(flate.Resetter).Reset(packed, nil); err != nil {
		return "", err
	}
	if _, err := io.CopyN(&b, p.inflate, int64(n)); err != nil {
		return "", fmt.Errorf("unpacking: %w", err)
	}
	if _, err := io.CopyN(io.Discard, p.inflate, 1); err != io.EOF {
		return "", errors.New("it does not end where it should")
	}
	return b.String(), nil
}
