// Package owner has one map of all, and one in each object.
package owner

import (
	"sync"

	"inversion/crosspkg/bags/bag"
)

var (
	isNil     = func(v *Owner) bool { return v == nil }
	instances = bag.NewWith[string, *Owner](isNil, true)

	configs struct {
		sync.Mutex
		n int
	}
)

type Owner struct {
	links *bag.Map[int, int]
}

func fresh() *Owner {
	configs.Lock()
	defer configs.Unlock()
	configs.n++
	return &Owner{links: bag.NewWith[int, int](func(int) bool { return false }, true)}
}

// InstanceOk takes configs under the map of all.
func InstanceOk(name string) *Owner {
	return instances.GetOrSet(name, func() *Owner { return fresh() })
}

// LinkOk takes the object's map under configs.
func (o *Owner) LinkOk(n int) int {
	configs.Lock()
	defer configs.Unlock()
	return o.links.GetOrSet(n, func() int { return n })
}
