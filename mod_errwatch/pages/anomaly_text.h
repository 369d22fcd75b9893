// What an anomaly is, said for people.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/language.h"
#include "model/anomaly.h"
#include "model/incident_kind.h"
#include "model/joined_attack.h"

namespace errwatch {

// "312 entries of one kind from 40 clients within 300 s, where 12 are usual". `time` is the incident's.
std::string AnomalyText(const Anomaly& anomaly, Tick time, Language language = Language::kEnglish);

// "one of many that share an attack: brute_force, ErrWatchUnderAttack tighten=4"
std::string JoinedText(IncidentKind kind, const JoinedAttack& joined, Language language = Language::kEnglish);

// Where it is, by names that are the same in every language: virtual host, target, ranges, as far as known.
// "www.example.org, /login, 203.0.113.0/24"
std::string AnomalyPlace(std::initializer_list<std::string_view> known_or_empty);

}  // namespace errwatch
