package contexts

import (
	"context"
	"sync"
)

// Cancel functions in package variables (polaris-go), which are in no function.

var stopBad context.CancelFunc

type variableBad struct {
	mu  sync.Mutex
	ctx context.Context
}

func startVariableBad() *variableBad {
	s := &variableBad{}
	s.ctx, stopBad = context.WithCancel(context.Background())
	return s
}

func (s *variableBad) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	stopBad()
}

func (s *variableBad) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done() // want `contexts\.variableBad\.mu is held by \(\*variableBad\)\.Wait while it waits .*\[heldwait\]`
}

var stopOk context.CancelFunc

type variableOk struct {
	mu  sync.Mutex
	ctx context.Context
}

func startVariableOk() *variableOk {
	s := &variableOk{}
	s.ctx, stopOk = context.WithCancel(context.Background())
	return s
}

func (s *variableOk) Close() { stopOk() }

func (s *variableOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}
