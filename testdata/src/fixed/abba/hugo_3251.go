package abba

import "sync"

// A lock for each key is taken under the lock of the map, and given back by who looks
// it up under that lock. The fix gives up the map's lock before it waits for the key's.
type keysUnfixed struct {
	sync.RWMutex
	byName map[string]*sync.Mutex
}

func (k *keysUnfixed) enter(name string) {
	k.Lock()
	if _, ok := k.byName[name]; !ok {
		k.byName[name] = &sync.Mutex{}
	}
	k.byName[name].Lock() // found: inversion
	k.Unlock()
}

func (k *keysUnfixed) leave(name string) {
	k.RLock()
	defer k.RUnlock()
	if key, ok := k.byName[name]; ok {
		key.Unlock()
	}
}

func (k *keysUnfixed) Load(name string, load func(string)) {
	k.enter(name)
	defer func() { k.leave(name) }()
	load(name)
}

type keysFixed struct {
	sync.RWMutex
	byName map[string]*sync.Mutex
}

func (k *keysFixed) enter(name string) {
	k.Lock()
	if _, ok := k.byName[name]; !ok {
		k.byName[name] = &sync.Mutex{}
	}
	key := k.byName[name]
	k.Unlock()
	key.Lock()
}

func (k *keysFixed) leave(name string) {
	k.RLock()
	defer k.RUnlock()
	if key, ok := k.byName[name]; ok {
		key.Unlock()
	}
}

func (k *keysFixed) Load(name string, load func(string)) {
	k.enter(name)
	defer func() { k.leave(name) }()
	load(name)
}
