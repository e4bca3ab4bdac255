// Package mid wraps workers; it knows neither locks nor what is run.
package mid

import (
	"heldwait/crosspkg/api"
	"heldwait/crosspkg/work"
)

// Service has a worker.
type Service struct {
	worker *work.Worker
	bell   *work.Bell
}

// NewService starts a service that runs step, and reports to l.
func NewService(step func(), l api.Listener) *Service {
	s := &Service{worker: work.New(func() { step() }), bell: work.NewBell(l)}
	s.worker.Start()
	return s
}

// Notify reports.
func (s *Service) Notify(v int) { s.bell.Ring(v) }

// Stop joins the worker.
func (s *Service) Stop() {
	s.bell.Close()
	s.worker.Stop()
}
