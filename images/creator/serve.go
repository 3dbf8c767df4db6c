package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// What a client may take of the server: time, connections and memory are all bounded.
const (
	headTime    = 5 * time.Second
	requestTime = 10 * time.Second
	answerTime  = 20 * time.Second
	idleTime    = 5 * time.Second
	// how long it goes on to answer, as not ready, once it is told to end
	drainTime      = 2 * time.Second
	stopTime       = 10 * time.Second
	mostConnection = 1024
	largestHead    = 16 * 1024
)

// serve answers until the context is done. Then it says that it is not ready, goes on to answer for a moment with the
// last answer of each connection, takes no more connections, and ends when the requests in flight have their answers.
func serve(ctx context.Context, s *server, port int) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf(":%d", port))
	if err != nil {
		return err
	}
	web := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headTime,
		ReadTimeout:       requestTime,
		WriteTimeout:      answerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    largestHead,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(netutil.LimitListener(listener, mostConnection)) }()
	s.log.Info("listening", "port", listener.Addr().(*net.TCPAddr).Port, "kid", s.signer.key.id)

	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	s.log.Info("stopping: the last requests are answered")
	// A request that is read when the server has begun to shut down gets no answer. So those who were sent here before
	// are answered first.
	select {
	case err := <-ended:
		return err
	case <-time.After(drainTime):
	}
	// Of its own: the one that is done would end the requests in flight at once.
	patience, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := web.Shutdown(patience); err != nil {
		return errors.Join(fmt.Errorf("requests in flight were cut off: %w", err), web.Close())
	}
	return nil
}
