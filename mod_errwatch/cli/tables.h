// What is built in - directives, categories, limits, counters, defaults - as one JSON object, so that
// whatever compares documentation with the code asks the program instead of reading its sources.
#pragma once

#include <string>

namespace errwatch::cli {

// Arguments of directives are written as the configuration takes them.
std::string BuiltInTables();

}  // namespace errwatch::cli
