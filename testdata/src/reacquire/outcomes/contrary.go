package outcomes

import "sync"

// Keyed has two keys, and asks for its name, under the lock, only where one is missing.
type Keyed struct {
	mu         sync.Mutex
	key, spare *int
}

func (k *Keyed) name() { k.mu.Lock(); k.mu.Unlock() }

// post asks for the name if it is given no key, though there is one.
func (k *Keyed) post(key *int) {
	if key == nil {
		if k.key == nil {
			return
		}
		k.name()
	}
}

// sameKeyOk: what post is given is k.key, which is not both nil and not nil.
func (k *Keyed) sameKeyOk() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.post(k.key)
}

// otherKeyBad: it is given another.
func (k *Keyed) otherKeyBad() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.post(k.spare) // want `outcomes\.Keyed\.mu .*\[reacquire\]`
}

// apart locks if one of two is on and the other is not.
func apart(a *Account, on, off *bool) {
	if *on && !*off {
		a.load()
	}
}

// sameFlagOk: they are one.
func (a *Account) sameFlagOk(on *bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	apart(a, on, on)
}

// twoFlagsBad: they are two.
func (a *Account) twoFlagsBad(on, off *bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	apart(a, on, off) // want `outcomes\.Account\.mu .*\[reacquire\]`
}

// without calls f where there is no key.
func (k *Keyed) without(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key == nil {
		f()
	}
}

// contraryCallbackOk: the callback asks for the name only where there is one.
func (k *Keyed) contraryCallbackOk() {
	k.without(func() {
		if k.key != nil {
			k.name()
		}
	})
}

// agreeingCallbackBad: where there is none.
func (k *Keyed) agreeingCallbackBad() {
	k.without(func() { // want `outcomes\.Keyed\.mu .*\[reacquire\]`
		if k.key == nil {
			k.name()
		}
	})
}

// filling calls f once it has put in a key where there was none.
func (k *Keyed) filling(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key == nil {
		k.key = new(int)
		f()
	}
}

// filledCallbackBad: by the time that it runs there is one.
func (k *Keyed) filledCallbackBad() {
	k.filling(func() { // want `outcomes\.Keyed\.mu .*\[reacquire\]`
		if k.key != nil {
			k.name()
		}
	})
}
