// Package mid stands between package crosspkg and package store.
package mid

import "reacquire/crosspkg/store"

// Refresh leads to store's Load by direct calls.
func Refresh(a *store.Account) int { return refresh(a) + 1 }

func refresh(a *store.Account) int { return a.Load() }

// Enter leads to store's Enter.
func Enter(g *store.Gate) { g.Enter() }

// Leave leads to store's Leave.
func Leave(g *store.Gate) { g.Leave() }

// With hands f on.
func With(a *store.Account, f func()) {
	a.With(func() { f() })
}

// Service has an Account.
type Service struct {
	acct  *store.Account
	other *store.Account
}

// New makes a Service.
func New(a, b *store.Account) *Service { return &Service{acct: a, other: b} }

// Account gives the Service's Account.
func (s *Service) Account() *store.Account { return s.acct }

// Other gives the Service's other Account.
func (s *Service) Other() *store.Account { return s.other }

// Reload locks the Account.
func (s *Service) Reload() { s.acct.Add(1) }

// Size hands the flag on.
func (s *Service) Size(locked bool) int { return s.acct.Size(locked) }

// reloadBad: the middle package's own double lock.
func (s *Service) reloadBad() {
	s.acct.Mu.Lock()
	s.Reload() // want `store\.Account\.Mu .*\[reacquire\]`
	s.acct.Mu.Unlock()
}

// reloadOk: another Account.
func (s *Service) reloadOk() {
	s.other.Mu.Lock()
	s.Reload()
	s.other.Mu.Unlock()
}
