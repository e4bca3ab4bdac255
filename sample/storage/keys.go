package storage

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
)

// The first byte of a stored key says what it is.
const (
	prefixData    = 'd' // then the user's key
	prefixExpiry  = 'e' // then the time in milliseconds, big-endian, and the user's key
	keyspaceEnd   = 'f' // after all that FLUSHALL removes
	keyHistory    = "m:history"
	keySeq        = "m:seq"
	expiryHead    = 1 + 8
	valueHead     = 8 // of a stored value: when it expires
	historyLength = 20
)

func dataKey(key []byte) []byte {
	return append([]byte{prefixData}, key...)
}

func expiryKey(at int64, key []byte) []byte {
	return slices.Concat(binary.BigEndian.AppendUint64([]byte{prefixExpiry}, uint64(at)), key)
}

// splitExpiryKey undoes expiryKey.
func splitExpiryKey(stored []byte) (at int64, key []byte) {
	return int64(binary.BigEndian.Uint64(stored[1:expiryHead])), stored[expiryHead:]
}

// Value is what a key has.
type Value struct {
	Data     []byte
	ExpireAt int64 // Unix time in milliseconds, 0 for never
}

func (v Value) encode() []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(v.ExpireAt)), v.Data...)
}

func decodeValue(stored []byte) (Value, error) {
	if len(stored) < valueHead {
		return Value{}, fmt.Errorf("storage: a stored value has %d bytes", len(stored))
	}
	return Value{
		ExpireAt: int64(binary.BigEndian.Uint64(stored)),
		Data:     slices.Clone(stored[valueHead:]),
	}, nil
}

// get is nil for a key that is not there. The result is the caller's.
func get(r pebble.Reader, key []byte) ([]byte, error) {
	stored, closer, err := r.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("storage: reading: %w", err)
	}
	value := append([]byte{}, stored...) // not nil, though it may be empty
	if err := closer.Close(); err != nil {
		return nil, fmt.Errorf("storage: reading: %w", err)
	}
	return value, nil
}

// readPosition of an empty database has no history.
func readPosition(r pebble.Reader) (Position, error) {
	history, err := get(r, []byte(keyHistory))
	if err != nil {
		return Position{}, err
	}
	seq, err := get(r, []byte(keySeq))
	if err != nil {
		return Position{}, err
	}
	pos := Position{History: string(history)}
	if seq != nil {
		if pos.Seq, err = decodeSeq(seq); err != nil {
			return Position{}, err
		}
	}
	return pos, nil
}

func encodeSeq(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

func decodeSeq(stored []byte) (uint64, error) {
	if len(stored) != 8 {
		return 0, fmt.Errorf("storage: a stored sequence number has %d bytes", len(stored))
	}
	return binary.BigEndian.Uint64(stored), nil
}

func newHistoryName() string {
	name := make([]byte, historyLength)
	rand.Read(name) // never fails
	return hex.EncodeToString(name)
}
