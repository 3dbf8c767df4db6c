// Command api-judge judges objects as the API server of Kubernetes does, without a cluster: it reads admission policies and
// objects as JSON, and prints what each policy finds in each object.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	v1 "k8s.io/api/admissionregistration/v1"
)

// Request is the input.
type Request struct {
	Policies []*v1.ValidatingAdmissionPolicy `json:"policies"`
	// Objects are the objects as they are applied.
	Objects []map[string]any `json:"objects"`
}

// Response is the output.
type Response struct {
	// Warnings are what the API server finds wrong with a policy, by its name: when it is made, and in the types of its
	// expressions, as in `status.typeChecking`. Policies without are left out.
	Warnings map[string][]string `json:"warnings"`
	// SecurityChecks are the names of all checks of the Pod Security level `restricted`.
	SecurityChecks []string `json:"securityChecks"`
	// Verdicts are those on the objects, in their order.
	Verdicts []Verdict `json:"verdicts"`
}

// Findings are the numbers of the clauses that an object does not fulfil, by the names of the policies.
type Findings map[string][]int

// Verdict is what is found in an object.
type Verdict struct {
	// Applied is what the policies find in the object just as it is applied, of any form.
	Applied Findings `json:"applied"`
	// Served is what they find in it as the API server hands it to them: decoded and with its defaults; null when it
	// cannot be decoded.
	Served Findings `json:"served"`
	// Refusal is why the API server refuses the object before it asks the policies; empty when it does not.
	Refusal string `json:"refusal,omitempty"`
	// Insecure are the checks of the Pod Security level `restricted` that the pods of the object do not pass.
	Insecure []string `json:"insecure,omitempty"`
	// Cost is the highest cost of a policy, in units of the API server's limit.
	Cost int64 `json:"cost"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run() error {
	var request Request
	if err := json.NewDecoder(os.Stdin).Decode(&request); err != nil {
		return fmt.Errorf("the request cannot be read: %w", err)
	}
	api := newAPI()
	response := Response{Warnings: api.warnings(request.Policies), SecurityChecks: securityChecks()}
	judges, err := compile(request.Policies)
	if err != nil {
		return err
	}
	for _, object := range request.Objects {
		verdict, err := api.judge(judges, object)
		if err != nil {
			return err
		}
		response.Verdicts = append(response.Verdicts, verdict)
	}
	return json.NewEncoder(os.Stdout).Encode(response)
}
