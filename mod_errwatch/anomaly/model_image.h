// A model as bytes, for its file. Little-endian; whatever machine wrote it, any may read it.
//
//   8 bytes   "EWMODEL" and NUL
//   4 bytes   version: of this form, and of what parts a request is taken into
//   4 bytes   places in the table
//   4 bytes   kinds of parts
//   4 bytes   parts that are known
//   8 bytes   requests that it was learnt from
//   16 bytes  for each kind: parts seen, and new ones of them
//   8 bytes   for each of 64 bars: requests that scored so many bits
//   8 bytes   for each of 15 thresholds that there may be: clients whose requests scored as much, about
//   12 bytes  for each known part: its place, and its word (known_part.h) without the client
//   8 bytes   checksum of all that
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anomaly/request_model.h"
#include "base/result.h"

namespace errwatch {

// Raised with every change of the form, or of what a request's parts are: a model of other parts knows
// nothing of these.
inline constexpr uint32_t kModelVersion = 2;
// A full table's.
inline constexpr std::size_t kMostModelBytes = 1U << 20U;

// Whether it is one, perhaps of another version, or damaged.
bool IsModelImage(std::string_view image);
std::string ModelImage(const RequestModel& model);
// The error says what is wrong with it. Any bytes may stand in it.
Result<RequestModel> ModelOfImage(std::string_view image);

}  // namespace errwatch
