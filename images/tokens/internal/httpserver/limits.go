package httpserver

import "time"

// The limits on what a client may use of the server: time, connections and memory are all bounded.
const (
	// HeaderTimeout is the time from accepting a connection until the header of its request has arrived.
	HeaderTimeout = 5 * time.Second
	// RequestTimeout is the time until the whole request has arrived, with its body.
	RequestTimeout = 10 * time.Second
	// ResponseTimeout is the time from the header of a request until its response is written.
	ResponseTimeout = 20 * time.Second
	// IdleTimeout is how long a connection stays open without a request.
	IdleTimeout = 5 * time.Second
	// MaxConnections is how many connections are open at once; further ones wait.
	MaxConnections = 1024
	// MaxHeaderBytes is the size of the largest request header. net/http allows 4 KiB more.
	MaxHeaderBytes = 16 * 1024
	// MaxBodyBytes is the size of the largest request body.
	MaxBodyBytes = 16 * 1024
)

// The two phases of a shutdown.
const (
	// DrainTime is how long the server, once told to stop, reports that it is not ready but still accepts connections.
	DrainTime = 2 * time.Second
	// ShutdownTimeout is how long requests in flight may take after that.
	ShutdownTimeout = 10 * time.Second
)
