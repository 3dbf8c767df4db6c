package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// fileMode lets the group read too: on some volumes the readers run as another user of the same group.
const fileMode = 0o440

// write replaces the file at path in one step: a reader sees the old file or the whole new one, even if the writer is
// killed halfway.
func write(path string, content []byte) error {
	folder := filepath.Dir(path)
	partial := filepath.Join(folder, "."+filepath.Base(path)+".new")
	// A killed writer may have left it.
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeDurably(partial, content); err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	if err := os.Rename(partial, path); err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	return syncFolder(folder)
}

// writeDurably makes a new file and returns once its content is on the disk.
func writeDurably(path string, content []byte) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	// The umask applies to the mode given to OpenFile, but not to Chmod.
	if err := file.Chmod(fileMode); err != nil {
		return err
	}
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Sync()
}

// syncFolder makes a rename in a folder durable.
func syncFolder(folder string) error {
	directory, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
