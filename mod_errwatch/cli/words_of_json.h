// The words that fields of JSON choose from, each list as the code has it: what docs/schema says of them is
// held against this (scripts/check_schemas.py).
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace errwatch::cli {

// {name of the definition in docs/schema/values.schema.json: [words]}
nlohmann::ordered_json WordsOfJson();

}  // namespace errwatch::cli
