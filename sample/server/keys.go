package server

import (
	"strings"

	"github.com/lockorder/lockorder/sample/storage"
)

type del struct{}

func (del) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	var n int64
	for _, key := range args[1:] {
		had, err := tx.Delete(key)
		if err != nil {
			return nil, err
		}
		if had {
			n++
		}
	}
	return number(n), nil
}

type exists struct{}

// execute counts a key as often as it is named, as Redis does.
func (exists) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	var n int64
	for _, key := range args[1:] {
		_, found, err := tx.Get(key)
		if err != nil {
			return nil, err
		}
		if found {
			n++
		}
	}
	return number(n), nil
}

type typeOf struct{}

func (typeOf) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	_, found, err := tx.Get(args[1])
	if err != nil {
		return nil, err
	}
	if !found {
		return simple("none"), nil
	}
	return simple("string"), nil
}

type expire struct{}

func (expire) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	seconds, err := parseInt(args[2])
	if err != nil {
		return nil, err
	}
	if len(args) > 3 {
		return nil, userError("ERR Unsupported option " + string(args[3]))
	}
	at, valid := deadline(tx.Now(), seconds, 1000)
	if !valid {
		return nil, userError("ERR invalid expire time in 'expire' command")
	}
	v, found, err := tx.Get(args[1])
	if err != nil {
		return nil, err
	}
	if !found {
		return number(0), nil
	}
	if seconds <= 0 {
		_, err = tx.Delete(args[1])
	} else {
		v.ExpireAt = at
		err = tx.Put(args[1], v)
	}
	if err != nil {
		return nil, err
	}
	return number(1), nil
}

type ttl struct{}

func (ttl) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	v, found, err := tx.Get(args[1])
	switch {
	case err != nil:
		return nil, err
	case !found:
		return number(-2), nil
	case v.ExpireAt == 0:
		return number(-1), nil
	}
	return number((v.ExpireAt - tx.Now() + 500) / 1000), nil
}

type flushall struct{}

func (flushall) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	switch {
	case len(args) == 1:
	case len(args) == 2 && strings.EqualFold(string(args[1]), "sync"):
	case len(args) == 2 && strings.EqualFold(string(args[1]), "async"):
	default:
		return nil, userError(errSyntax)
	}
	if err := tx.Clear(); err != nil {
		return nil, err
	}
	return ok(), nil
}
