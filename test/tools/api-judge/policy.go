package main

import (
	"context"
	"fmt"
	"slices"

	celtypes "github.com/google/cel-go/common/types"
	v1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	limits "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// policyJudge is a policy whose expressions are compiled by the API server's compiler.
type policyJudge struct {
	name      string
	kinds     []schema.GroupVersionKind
	condition cel.ConditionEvaluator
}

// compile compiles policies as the API server's plugin for them does: without parameters and match conditions.
func compile(policies []*v1.ValidatingAdmissionPolicy) ([]*policyJudge, error) {
	options := cel.OptionalVariableDeclarations{HasAuthorizer: true}
	base := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion())
	var judges []*policyJudge
	for _, policy := range policies {
		if policy.Spec.ParamKind != nil || len(policy.Spec.MatchConditions) > 0 || policy.Spec.MatchConstraints == nil {
			return nil, fmt.Errorf("%s has parameters or match conditions, or no constraints", policy.Name)
		}
		compiler, err := cel.NewCompositedCompiler(base)
		if err != nil {
			return nil, err
		}
		for _, variable := range policy.Spec.Variables {
			compiler.CompileAndStoreVariable(
				&validating.Variable{Name: variable.Name, Expression: variable.Expression},
				options, environment.StoredExpressions,
			)
		}
		var conditions []cel.ExpressionAccessor
		for _, one := range policy.Spec.Validations {
			conditions = append(conditions, &validating.ValidationCondition{Expression: one.Expression, Message: one.Message})
		}
		judge := &policyJudge{
			name:      policy.Name,
			condition: compiler.CompileCondition(conditions, options, environment.StoredExpressions),
		}
		for _, rule := range policy.Spec.MatchConstraints.ResourceRules {
			judge.kinds = append(judge.kinds, kindsOf(rule)...)
		}
		judges = append(judges, judge)
	}
	return judges, nil
}

// judgeAll gives the clauses that an object does not fulfil, and the highest cost of a policy. An error counts as in a policy
// with `failurePolicy: Fail`.
func judgeAll(judges []*policyJudge, kind schema.GroupVersionKind, object runtime.Object) (Findings, int64, error) {
	plural, _ := meta.UnsafeGuessKindToResource(kind)
	attributes := admission.NewAttributesRecord(
		object, nil, kind, "", "", plural, "", admission.Create, &metav1.CreateOptions{}, false, nil,
	)
	versioned := &admission.VersionedAttributes{Attributes: attributes, VersionedObject: object, VersionedKind: kind}
	request := cel.CreateAdmissionRequest(attributes, metav1.GroupVersionResource(plural), metav1.GroupVersionKind(kind))
	findings := Findings{}
	var highest int64
	for _, judge := range judges {
		if !slices.Contains(judge.kinds, kind) {
			continue
		}
		results, left, err := judge.condition.ForInput(
			context.Background(), versioned, request, cel.OptionalVariableBindings{}, nil, limits.RuntimeCELCostBudget,
		)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", judge.name, err)
		}
		highest = max(highest, limits.RuntimeCELCostBudget-left)
		for clause, result := range results {
			if result.Error != nil || result.EvalResult != celtypes.True {
				findings[judge.name] = append(findings[judge.name], clause)
			}
		}
	}
	return findings, highest, nil
}

// kindsOf gives the kinds that a rule of a policy matches.
func kindsOf(rule v1.NamedRuleWithOperations) []schema.GroupVersionKind {
	var kinds []schema.GroupVersionKind
	for kind := range legacyscheme.Scheme.AllKnownTypes() {
		plural, _ := meta.UnsafeGuessKindToResource(kind)
		if slices.Contains(rule.APIGroups, kind.Group) && slices.Contains(rule.APIVersions, kind.Version) &&
			slices.Contains(rule.Resources, plural.Resource) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}
