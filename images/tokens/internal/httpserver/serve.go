// Package httpserver runs an HTTP server with bounded resources and a shutdown that loses no request.
package httpserver

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

// Handler answers requests and can be told that the server is going to stop.
type Handler interface {
	http.Handler
	// Drain is called once. From then on every response must close its connection, and the readiness endpoint must
	// report that the server is not ready.
	Drain()
}

// Serve listens on a TCP port (0 picks any free port, which the log names) and answers requests until ctx is done. It
// then calls Drain, goes on serving for DrainTime, stops accepting connections, and returns once every request in
// flight is answered. The error says why the server cannot listen, or that requests were cut off.
func Serve(ctx context.Context, port int, handler Handler, log *slog.Logger) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf(":%d", port))
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: HeaderTimeout,
		ReadTimeout:       RequestTimeout,
		WriteTimeout:      ResponseTimeout,
		IdleTimeout:       IdleTimeout,
		MaxHeaderBytes:    MaxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(netutil.LimitListener(listener, MaxConnections)) }()
	log.Info("listening", "port", listener.Addr().(*net.TCPAddr).Port)

	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	handler.Drain()
	log.Info("stopping: answering the last requests")
	// http.Server.Shutdown closes idle connections, with them a request that is just arriving. So wait until clients
	// have seen that the server is not ready and send their requests elsewhere.
	select {
	case err := <-ended:
		return err
	case <-time.After(DrainTime):
	}
	// A fresh context: the cancelled one would abort requests in flight.
	timeout, cancel := context.WithTimeout(context.Background(), ShutdownTimeout)
	defer cancel()
	if err := server.Shutdown(timeout); err != nil {
		return errors.Join(fmt.Errorf("requests in flight were cut off: %w", err), server.Close())
	}
	return nil
}
