package replication

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const chunk = 64 << 10

// send writes the files of a checkpoint.
func send(w frameWriter, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("replication: %w", err)
	}
	for _, entry := range entries {
		if err := sendFile(w, filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	if err := w.frame(frameEnd, nil); err != nil {
		return err
	}
	return w.flush()
}

func sendFile(w frameWriter, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("replication: %w", err)
	}
	defer file.Close()
	if err := w.frame(frameFile, []byte(filepath.Base(name))); err != nil {
		return err
	}
	buf := make([]byte, chunk)
	for {
		n, err := file.Read(buf)
		if n > 0 {
			if err := w.frame(frameData, buf[:n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("replication: %w", err)
		}
	}
}

// fetch puts the files of a checkpoint in the directory. When it returns they
// are on disk.
func fetch(r frameReader, dir string) error {
	kind, payload, err := r.frame()
	for {
		if err != nil {
			return err
		}
		switch kind {
		case frameEnd:
			return nil
		case frameFile:
			kind, payload, err = fetchFile(r, dir, string(payload))
		default:
			return fmt.Errorf("%w: a frame of kind %q before a file", errFrame, kind)
		}
	}
}

// fetchFile reads one file and returns the frame after it.
func fetchFile(r frameReader, dir, name string) (kind byte, payload []byte, err error) {
	// The name comes from the network: it must not lead anywhere else.
	if name != filepath.Base(name) || !filepath.IsLocal(name) {
		return 0, nil, fmt.Errorf("%w: a file named %q", errFrame, name)
	}
	file, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, nil, fmt.Errorf("replication: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	for {
		kind, payload, err = r.frame()
		if err != nil {
			return 0, nil, err
		}
		if kind != frameData {
			break
		}
		if _, err := file.Write(payload); err != nil {
			return 0, nil, fmt.Errorf("replication: %w", err)
		}
	}
	if err := file.Sync(); err != nil {
		return 0, nil, fmt.Errorf("replication: %w", err)
	}
	return kind, payload, nil
}

func remove(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("replication: %w", err)
	}
	return nil
}
