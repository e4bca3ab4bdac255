// Package snap begins one transaction after another. As in stargz-snapshotter.
package snap

import "inversion/crosspkg/meta"

// MountsOk ends the first before it begins the next, by a call of which no callee is
// known here.
func MountsOk(s *meta.Store) {
	t := s.Begin()
	t.Rollback()
	s.Begin().Rollback()
}

// MountsBad begins the next before it ends the first.
func MountsBad(s *meta.Store) {
	t := s.Begin()
	s.Begin().Rollback() // want `kv\.DB\.mu and meta\.Store\.mu are taken in opposite orders.*\[inversion\]`
	t.Rollback()
}
