package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// readable by the group too: with some volumes the readers share no more than that with the writer.
const fileMode = 0o440

// write puts content under path so that a reader sees all of it or nothing, at whatever instant the writer ends.
func write(path string, content []byte) error {
	folder := filepath.Dir(path)
	aside := filepath.Join(folder, "."+filepath.Base(path)+".new")
	// What a writer that was killed has left.
	if err := os.Remove(aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeDurably(aside, content); err != nil {
		return errors.Join(err, os.Remove(aside))
	}
	if err := os.Rename(aside, path); err != nil {
		return errors.Join(err, os.Remove(aside))
	}
	return sync(folder)
}

func writeDurably(path string, content []byte) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	// The mode that a file is made with is cut by the umask.
	if err := file.Chmod(fileMode); err != nil {
		return err
	}
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Sync()
}

func sync(folder string) error {
	directory, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
