// Where the evidence of an incident is, as people read it.
#pragma once

#include <string>

#include "base/language.h"
#include "pages/snapshot.h"

namespace errwatch {

// "the body's field \"comment\": \"1' or 1=1\"", in quotation marks what a client sent, escaped; empty where
// that is not known, or is the message that stands beside it anyhow.
std::string PlaceText(const IncidentRow& row, Language language = Language::kEnglish);

// Whether a reader of the request's line does not see it there.
bool IsBesideTheLine(const IncidentRow& row);

}  // namespace errwatch
