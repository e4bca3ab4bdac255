package send

import (
	"context"
	"sync"
)

// keysOk: listeners are the keys of a map. They are not followed there, and other channels of the function, which have no names either, are not they.
type keysOk struct {
	mu        sync.Mutex
	listeners map[chan int]int
}

func (k *keysOk) Listen(ctx context.Context, in <-chan int) <-chan int {
	ch := make(chan int)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.listeners[ch] = 1
	go k.dispatch(ctx, in)
	out := make(chan int)
	go forward(ch, out)
	return out
}

func forward(in, out chan int) {
	for n := range in {
		out <- n
	}
}

func (k *keysOk) dispatch(ctx context.Context, in <-chan int) {
	defer func() {
		k.mu.Lock()
		for ch := range k.listeners {
			close(ch)
		}
		k.mu.Unlock()
	}()
	for {
		select {
		case n, ok := <-in:
			if !ok {
				return
			}
			k.mu.Lock()
			for ch, left := range k.listeners {
				if left > 0 {
					ch <- n
				}
			}
			k.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}
