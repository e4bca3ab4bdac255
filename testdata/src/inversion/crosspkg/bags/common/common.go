// Package common has one map of all, which its objects use.
package common

import (
	"sync"

	"inversion/crosspkg/bags/bag"
)

var (
	instances = bag.New[int, int](true)

	configs struct {
		sync.Mutex
		n int
	}
)

type User struct {
	links *bag.Map[int, int]
}

func New() *User { return &User{links: instances} }

func count() int {
	configs.Lock()
	defer configs.Unlock()
	configs.n++
	return configs.n
}

// InstanceBad takes configs under the map of all.
func InstanceBad(n int) int {
	return instances.GetOrSet(n, func() int { return count() }) // want `bag\.Map\.mu and common\.configs\.Mutex are taken in opposite orders.*\[inversion\]`
}

// LinkBad takes the map of all under configs.
func (u *User) LinkBad(n int) int {
	configs.Lock()
	defer configs.Unlock()
	return u.links.GetOrSet(n, func() int { return n })
}
