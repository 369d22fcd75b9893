// What an anomaly is, said for people.
#pragma once

#include <string>

#include "model/anomaly.h"

namespace errwatch {

// "312 entries of one kind from 40 clients within 300 s, where 12 are usual". `time` is the incident's.
std::string AnomalyText(const Anomaly& anomaly, Tick time);

}  // namespace errwatch
