package summary

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
)

func TestHoldableIsWhatAnImporterCanHold(t *testing.T) {
	const types = "type U struct { Mu, mu sync.Mutex; Open [2]sync.Mutex; sync.RWMutex }\nvar Shared, shared sync.Mutex\n"
	for _, tt := range []struct {
		name, src string
		want      []identity.Class
	}{
		{"an exported field", "func f(u *U) { u.Mu.Lock(); u.Mu.Unlock() }", []identity.Class{"p.U.Mu"}},
		{"another field", "func F(u *U) { u.mu.Lock(); u.mu.Unlock() }", nil},
		{"an embedded lock", "func F(u *U) { u.Lock(); u.Unlock() }", []identity.Class{"p.U.RWMutex"}},
		{"elements of an exported field", "func F(u *U) { u.Open[1].Lock(); u.Open[1].Unlock() }", []identity.Class{"p.U.Open[]"}},
		{"exported variables", "func F() { Shared.Lock(); shared.Lock(); shared.Unlock(); Shared.Unlock() }", []identity.Class{"p.Shared"}},
		{"left held by an exported function", "func F(u *U) { u.mu.Lock() }", []identity.Class{"p.U.mu"}},
		{"left held by another function", "func f(u *U) { u.mu.Lock() }; func F(u *U) { f(u); u.mu.Unlock() }", nil},
		{"left held by a function below an exported one", "func f(u *U) { u.mu.Lock() }; func F(u *U) { f(u) }", []identity.Class{"p.U.mu"}},
		{"held when an exported function calls back", "func F(u *U, f func()) { u.mu.Lock(); f(); u.mu.Unlock() }", []identity.Class{"p.U.mu"}},
		{"held when another function calls back", "func f(u *U, f func()) { u.mu.Lock(); f(); u.mu.Unlock() }; func F(u *U) { f(u, func() {}) }", nil},
	} {
		want := make(map[identity.Class]bool)
		for _, c := range tt.want {
			want[c] = true
		}
		if diff := cmp.Diff(want, analyze(t, types+tt.src).Holdable()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
