// What one piece of evidence weighs against the client that it came from. Pure arithmetic; docs/design.md has
// the reasons and worked examples.
#pragma once

#include <cstdint>

#include "model/category.h"
#include "model/crawler.h"
#include "model/leaky_bucket.h"
#include "model/policy.h"
#include "model/provenance.h"
#include "model/track_record.h"

namespace errwatch {

// What a body tries, where nothing else tells that it was wrong: the surest first.
enum class Tried : uint8_t {
  kNothing,
  kRefused,       // a log-in, or a form
  kRefusedCall,   // a script or a program may ask what a password is worth while it is typed
  kRefusedCode,   // ... and a voucher
  kAnsweredPage,  // the form again, or what is behind it
  kAnsweredCall   // whatever came of it
};
constexpr bool MayHaveFailed(Tried tried) { return tried >= Tried::kAnsweredPage; }

struct Circumstances {
  Provenance provenance = Provenance::kUnknown;
  TrackRecord record;  // before this entry
  CrawlerClaim crawler = CrawlerClaim::kNone;
  bool new_shape = true;         // no target of this shape was seen of the client lately
  bool new_target = true;        // ... this very target was not
  bool by_application = false;   // an application or a backend refused, not httpd
  bool at_home = false;          // an authenticated user
  bool on_share = false;         // a method of WebDAV: at home, too, for a client that also succeeds
  bool has_credentials = false;  // the target of a failed log-in is what was tried
  bool token = false;            // ... and that is a token, which expires and which nobody guesses
  bool unknown_user = false;     // no such user: no password can be right
  bool guessed = false;          // only what the body tries says that a log-in may have failed
  Tried tried = Tried::kNothing;
  uint32_t tried_before = 0;     // other passwords for the same account, where it MayHaveFailed
  uint32_t guesses = 0;          // in this request
  bool refused = false;          // the answer was no, or there was none
  bool form_of_browser = false;  // a form that a browser says it sent, answered with a page
  bool typed = false;            // what looks like an attack may be text of a person, or a page's address
  bool in_body = false;          // it stands in what is posted alone
  bool carried = false;          // found in what a browser sends along with everything
  bool client_alone = false;     // it was found where no page can put it: in the agent
};

// Whether a page can have laid it for the client: a page of another site, or for attacks a picture in one of
// this site.
bool IsLaid(Category category, const Circumstances& circumstances) noexcept;

// Whether it stands in what a page of this site, or somebody who is logged in, has posted.
bool IsOwnPost(const Circumstances& circumstances) noexcept;

// Where evidence goes to.
enum class Account : uint8_t {
  kOwn,      // the category's bucket and `any`
  kForeign,  // what IsLaid: fills a bucket of its own, and blocks such requests only
  kCrawl,    // dead ends of an announced crawler, at more than crawl speed
};

struct Weighed {
  Account account = Account::kOwn;
  uint32_t quanta = 0;  // of 1/64 unit; 0 = proves nothing
};

// REQUIRES: category is not kBenign.
Weighed Weigh(Category category, uint16_t cost, const Circumstances& circumstances) noexcept;

// What a false claim to be a crawler weighs, once an hour: an unwanted bot, and what it does beside counts in
// full.
inline constexpr uint32_t kFalseClaimQuanta = uint32_t{Info(Category::kBotProxy).default_cost}
                                              << kQuantaPerUnitLog2;

// The account of what pages lay: full when one category's limit is reached, or parts of several add up to
// that. It leaks as the slowest limit does, within an hour, so that what leaks fast takes nothing else along.
inline constexpr uint32_t kForeignCapacity = 64;
BucketShape ForeignShape(const Limits& limits) noexcept;
// Quanta of a category with this capacity -> of that account, and back.
constexpr uint32_t ToForeign(uint32_t quanta, uint32_t capacity) {
  return static_cast<uint32_t>((uint64_t{quanta} * kForeignCapacity + capacity - 1) / capacity);
}
constexpr uint32_t FromForeign(uint32_t quanta, uint32_t capacity) {
  return static_cast<uint32_t>(uint64_t{quanta} * capacity / kForeignCapacity);
}

// A crawler that asks for one dead end a second is what it says; one that is in a hurry is something else.
inline constexpr BucketShape kCrawlShape{30, 30 * 100};

}  // namespace errwatch
