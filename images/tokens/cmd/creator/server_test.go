package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"shared-keys/tokens/internal/exitstatus"
	"shared-keys/tokens/internal/httpserver"
)

func TestHealthAndReadinessAreTold(t *testing.T) {
	c := start(t)
	for _, path := range []string{"/healthz", "/readyz", "/readyz?any=query"} {
		if got := c.request(t, "GET", path, "", ""); got.status != 200 || got.body["status"] != "UP" {
			t.Error(path, got)
		}
		if got := c.request(t, "HEAD", path, "", ""); got.status != 200 || got.text != "" {
			t.Error(path, got)
		}
	}
}

func TestOtherPathsAndMethodsAreRefused(t *testing.T) {
	c := start(t)
	for _, path := range []string{"/", "/token", "/tokens/", "//tokens", "/%74okens", "/tokens%00", "/../tokens", "/healthz/x"} {
		c.request(t, "POST", path, "application/json", `{"sub":"a"}`).refused(t, 404, "no such path")
	}
	for path, allowed := range map[string]string{"/tokens": "POST", "/healthz": "GET, HEAD", "/openapi.json": "GET, HEAD"} {
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"} {
			if strings.Contains(allowed, method) {
				continue
			}
			got := c.request(t, method, path, "application/json", "{}")
			got.refused(t, 405, "the method must be ")
			if got.header.Get("Allow") != allowed {
				t.Error(method, path, got.header)
			}
		}
	}
	for _, path := range []string{"/%ff", "/tokens?x=%ff", "/healthz?%c3%28"} {
		c.request(t, "POST", path, "application/json", `{"sub":"a"}`).refused(t, 400, "UTF-8")
	}
}

func TestTheDescriptionTellsTheBoundThatIsSet(t *testing.T) {
	got := start(t, "MAX_TTL", "700").request(t, "GET", "/openapi.json", "", "")
	if !strings.Contains(got.text, `"maximum":700`) || !strings.Contains(got.text, `"default":700`) {
		t.Error(got)
	}
	if got.body["openapi"] != "3.1.0" {
		t.Error(got)
	}
}

func dial(t *testing.T, c *creator, text string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(connection, text); err != nil {
		t.Fatal(err)
	}
	return connection
}

const post = "POST /tokens HTTP/1.1\r\nHost: c\r\nContent-Type: application/json\r\n"

func TestSlowClientsAreCutOff(t *testing.T) {
	t.Parallel()
	c := start(t)
	head := dial(t, c, "POST /tokens HTTP/1.1\r\nHost:")
	body := dial(t, c, post+"Content-Length: 20\r\n\r\n{\"sub\"")
	began := time.Now()
	if _, err := io.ReadAll(head); err != nil {
		t.Error("the head: ", err)
	}
	if waited := time.Since(began); waited > httpserver.HeaderTimeout+2*time.Second {
		t.Error("the head had ", waited)
	}
	response, err := http.ReadResponse(bufio.NewReader(body), nil)
	if err != nil {
		t.Fatal("the body: ", err)
	}
	if waited := time.Since(began); response.StatusCode != 408 || waited > httpserver.RequestTimeout+2*time.Second {
		t.Error(response.StatusCode, waited)
	}
}

func TestHeadersThatAreTooLargeAreRefused(t *testing.T) {
	connection := dial(t, start(t), post+"X: "+strings.Repeat("x", 2*httpserver.MaxHeaderBytes)+"\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil || response.StatusCode != 431 {
		t.Error(response, err)
	}
}

func TestNoRequestIsLostWhenItIsToldToStop(t *testing.T) {
	t.Parallel()
	c := start(t)
	body := `{"sub":"a"}`
	connected := dial(t, c, "POST /tok")
	inFlight := dial(t, c, fmt.Sprintf("%sContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", post, len(body)))
	answers := bufio.NewReader(inFlight)
	// The handler is reading the body once it asks for it.
	if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatal(line, err)
	}
	if _, err := answers.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	c.stop()
	for !strings.Contains(c.log.String(), "stopping") {
		time.Sleep(time.Millisecond)
	}
	// A late client learns that the server is not ready and that the connection ends.
	late := c.request(t, "GET", "/readyz", "", "")
	late.refused(t, 503, "is stopping")
	if !late.last {
		t.Error(late)
	}
	c.post(t, body).accepted(t)
	if _, err := fmt.Fprintf(connected, "%sContent-Length: %d\r\n\r\n%s", post[len("POST /tok"):], len(body), body); err != nil {
		t.Fatal(err)
	}
	if response, err := http.ReadResponse(bufio.NewReader(connected), nil); err != nil || response.StatusCode != 201 {
		t.Error(response, err)
	}
	// Wait until no new connection is accepted: then only the request in flight is left.
	for connection, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://")); err == nil; {
		_ = connection.Close()
		time.Sleep(10 * time.Millisecond)
		connection, err = net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	}
	if _, err := io.WriteString(inFlight, body); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(answers, nil)
	if err != nil || response.StatusCode != 201 {
		t.Fatal(response, err)
	}
	if status := <-c.ended; status != exitstatus.Succeeded {
		t.Error(status, c.log)
	}
}
