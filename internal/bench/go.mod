module github.com/lockorder/lockorder/internal/bench

go 1.26.0
