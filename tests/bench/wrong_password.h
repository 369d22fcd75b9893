// The entry that benchmarks of accounting count: a wrong password, which counts each time.
#pragma once

#include "model/classification.h"
#include "model/entry.h"

namespace errwatch {

inline Entry WrongPassword() {
  Entry entry;
  entry.vhost = "www.example.org";
  entry.method = "GET";
  entry.uri = "/private/";
  entry.module = "auth_basic";
  entry.message = "AH01617: user admin: authentication failure for \"/private/\": Password Mismatch";
  entry.log_id = 1617;
  return entry;
}

// As the shipped rules classify it.
inline Classification OfWrongPassword() {
  Classification what;
  what.category = Category::kAuthFailure;
  what.cost = 1;
  what.rule = what.rules[0] = 1201;
  what.rule_count = 1;
  return what;
}

}  // namespace errwatch
