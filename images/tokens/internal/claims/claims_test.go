package claims

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// described is the part of the API's description that repeats the limits of this package.
type described struct {
	Components struct {
		Schemas struct {
			Claims struct {
				MaxProperties int
				Properties    struct {
					Sub struct{ MaxLength int }
				}
				PropertyNames struct {
					MaxLength int
					Not       struct{ Enum []string }
				}
			}
			Claim struct {
				AnyOf []struct {
					Type      string
					MaxLength int
					MaxItems  int
					Minimum   int
					Maximum   int
					Items     struct{ MaxLength int }
				}
			}
		}
	}
}

func TestTheDescriptionOfTheAPIStatesTheSameLimits(t *testing.T) {
	content, err := os.ReadFile("../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var description described
	if err := json.Unmarshal(content, &description); err != nil {
		t.Fatal(err)
	}
	claims := description.Components.Schemas.Claims
	kinds := description.Components.Schemas.Claim.AnyOf
	if len(kinds) != 4 {
		t.Fatal(kinds)
	}
	text, number, list := kinds[0], kinds[1], kinds[3]
	got := []int{
		claims.MaxProperties, claims.Properties.Sub.MaxLength, claims.PropertyNames.MaxLength,
		text.MaxLength, number.Maximum, -number.Minimum, list.MaxItems, list.Items.MaxLength,
	}
	expected := []int{
		maxClaims, maxSubjectLength, maxNameLength,
		maxTextLength, maxNumber, maxNumber, maxListLength, maxTextLength,
	}
	if !reflect.DeepEqual(got, expected) {
		t.Errorf("the description states %v, and not %v", got, expected)
	}
	if !reflect.DeepEqual(claims.PropertyNames.Not.Enum, reserved) {
		t.Errorf("the description reserves %v, and not %v", claims.PropertyNames.Not.Enum, reserved)
	}
}
