package server

import (
	"math"
	"strconv"
	"strings"

	"github.com/lockorder/lockorder/sample/storage"
)

type get struct{}

func (get) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	return read(tx, args[1])
}

// read is the value of a key as a reply.
func read(tx *storage.Tx, key []byte) (reply, error) {
	v, found, err := tx.Get(key)
	if err != nil {
		return nil, err
	}
	if !found {
		return null(), nil
	}
	return bulk(v.Data), nil
}

type mget struct{}

func (mget) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	var values []reply
	for _, key := range args[1:] {
		value, err := read(tx, key)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return array(values...), nil
}

type mset struct{}

func (mset) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	pairs := args[1:]
	if len(pairs)%2 != 0 {
		return nil, userError("ERR wrong number of arguments for 'mset' command")
	}
	for ; len(pairs) > 0; pairs = pairs[2:] {
		if err := tx.Put(pairs[0], storage.Value{Data: pairs[1]}); err != nil {
			return nil, err
		}
	}
	return ok(), nil
}

type incr struct{}

func (incr) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	v, found, err := tx.Get(args[1])
	if err != nil {
		return nil, err
	}
	var n int64
	if found {
		if n, err = parseInt(v.Data); err != nil {
			return nil, err
		}
	}
	if n == math.MaxInt64 {
		return nil, userError("ERR increment or decrement would overflow")
	}
	n++
	v.Data = strconv.AppendInt(nil, n, 10)
	if err := tx.Put(args[1], v); err != nil {
		return nil, err
	}
	return number(n), nil
}

// parseInt takes what Redis takes: no sign +, no leading zeros, no spaces.
func parseInt(b []byte) (int64, error) {
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != string(b) {
		return 0, userError(errInteger)
	}
	return n, nil
}

type set struct{}

func (set) execute(tx *storage.Tx, args [][]byte) (reply, error) {
	opts, err := parseSet(tx, args[3:])
	if err != nil {
		return nil, err
	}
	old, found, err := tx.Get(args[1])
	if err != nil {
		return nil, err
	}
	if opts.onlyNew && found || opts.onlyOld && !found {
		return null(), nil
	}
	v := storage.Value{Data: args[2], ExpireAt: opts.expireAt}
	if opts.keepTTL {
		v.ExpireAt = old.ExpireAt
	}
	if err := tx.Put(args[1], v); err != nil {
		return nil, err
	}
	return ok(), nil
}

type setOptions struct {
	onlyNew, onlyOld, keepTTL bool
	expireAt                  int64 // 0 for never
}

func parseSet(tx *storage.Tx, args [][]byte) (setOptions, error) {
	var o setOptions
	for ; len(args) > 0; args = args[1:] {
		switch option := strings.ToUpper(string(args[0])); {
		case option == "NX" && !o.onlyOld:
			o.onlyNew = true
		case option == "XX" && !o.onlyNew:
			o.onlyOld = true
		case option == "KEEPTTL" && o.expireAt == 0:
			o.keepTTL = true
		case (option == "EX" || option == "PX") && !o.keepTTL && o.expireAt == 0 && len(args) > 1:
			unit := int64(1)
			if option == "EX" {
				unit = 1000
			}
			n, err := parseInt(args[1])
			if err != nil {
				return o, err
			}
			at, valid := deadline(tx.Now(), n, unit)
			if n <= 0 || !valid {
				return o, userError("ERR invalid expire time in 'set' command")
			}
			o.expireAt = at
			args = args[1:]
		default:
			return o, userError(errSyntax)
		}
	}
	return o, nil
}

// deadline is the time in n units of so many milliseconds, unless that does
// not fit.
func deadline(now, n, unit int64) (at int64, valid bool) {
	if n > math.MaxInt64/unit || n < math.MinInt64/unit {
		return 0, false
	}
	n *= unit
	if n > math.MaxInt64-now {
		return 0, false
	}
	return now + n, true
}
