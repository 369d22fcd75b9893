#include "model/judgement.h"

#include <algorithm>

namespace errwatch {
namespace {

// What another target of a shape that is known already weighs: a crowd of broken thumbnails is one fault, a
// crowd of guessed names that differ in their numbers is still a scan.
constexpr uint32_t kSameShapeShare = 8;
// The least that evidence is reduced to by circumstances that add up.
constexpr uint32_t kMostReduction = 16;
// Anybody can lay links to hostile requests for a crawler to follow. So one that is what it says is charged a
// part only, but charged: with the shipped limits it takes eight different attacks in ten minutes to block
// it, not two.
constexpr uint32_t kLedAstrayShare = 4;

// What a person may have typed, and a page of this site answered: whoever looks for such things a dozen times
// an hour is no attacker; a tool sends hundreds. What differs in its numbers alone a program asks: the panels
// of a board, the tiles of a map.
constexpr uint32_t kTypedShare = 16;
// What a form or a script of this site posts, in the body alone, for somebody who gets what he asks for:
// pages of an editor, cells of a table, files by name. Who forges a browser's headers is stopped after sixty.
constexpr uint32_t kOwnPostShare = 32;
// ... who has fetched nothing of late, at a place where he has not done it before: an editor that has saved
// itself for an hour is no stranger there.
constexpr uint32_t kNewPlaceShare = 4;
// What a cookie of a site holds, or the address of the page that was left: somebody laid it there once, or a
// sibling of this site did, and it comes along with all that is asked for.
constexpr uint32_t kCarriedShare = 4;
// A token that ran out, of somebody who gets what he asks for: a phone application behind an address that
// many share.
constexpr uint32_t kTokenShare = 8;

// Load that was refused, of somebody who else gets what he asks for: connections that the browsers of a
// school keep in reserve. A flood is a hundred times as much.
constexpr uint32_t kRefusedLoadShare = 4;

// Forms that are answered with a page, of somebody who fetches pages and what belongs to them, too: a log-in
// has other buttons, steps and languages. Who sends nothing but forms tries something.
constexpr uint32_t kVisitorsFormShare = 3;
constexpr uint32_t kKnownFormShare = 2;
constexpr uint32_t kLeastOfForm = uint32_t{1} << kQuantaPerUnitLog2;

// A form is refused for what else is wrong with it, or for how simple the new password is; scripts ask that
// with each letter that is typed. What is answered with a page or to a script may be right each time: nobody
// has so many passwords for one account.
constexpr uint32_t ShareOf(Tried tried) {
  switch (tried) {
    case Tried::kRefused:
    case Tried::kAnsweredPage:
      return 2;
    case Tried::kRefusedCall:
      return 4;
    case Tried::kRefusedCode:
    case Tried::kAnsweredCall:
    case Tried::kNothing:
      break;
  }
  return 8;
}
constexpr uint32_t kFreeTries = 3;
// Calls that one request makes, each for another password: from kManyGuesses on they are guesses, and count
// as those of so many requests that were refused, up to kMostGuesses.
constexpr uint32_t kManyGuesses = 4;
constexpr uint32_t kMostGuesses = 8;

// A web shell's name or an upload is no text; files of a system are what manuals are about.
bool MayBeText(Category category) {
  return category == Category::kSqlInjection || category == Category::kXss ||
         category == Category::kCodeInjection || category == Category::kPathTraversal;
}

bool IsForeign(Provenance provenance) {
  return provenance == Provenance::kForeignPage || provenance == Provenance::kForeignLink;
}

bool MayBePage(Provenance provenance) {
  return IsForeign(provenance) || provenance == Provenance::kOwnPage || provenance == Provenance::kOwnPicture;
}

// By how much the server's answer to a question of no hostile meaning is divided.
uint32_t Reduction(const Circumstances& c) {
  if (c.crawler == CrawlerClaim::kFalse) return 1;  // who lies about himself gets no credit
  uint32_t by = c.record.Good() ? 4 : c.record.Fair() ? 2 : 1;
  // A page has it fetched, and the client gets the rest of that page.
  if (MayBePage(c.provenance) && c.record.Fair()) by = 4;
  if (c.by_application) by *= 2;
  if (c.at_home || (c.on_share && c.record.Fair())) by *= 4;
  return std::min(by, kMostReduction);
}

uint32_t TriedQuanta(uint32_t full, const Circumstances& c) {
  if (c.tried == Tried::kNothing || !c.new_target) return 0;
  if (MayHaveFailed(c.tried) && c.tried_before < kFreeTries) return 0;
  return full / ShareOf(c.tried);
}

uint32_t LoadQuanta(uint32_t full, const Circumstances& c) {
  if (c.refused && c.record.Fair()) return full / kRefusedLoadShare;
  if (!c.form_of_browser || full <= kLeastOfForm || !c.record.Fair()) return full;
  return std::max(full / (c.record.Good() ? kVisitorsFormShare : kKnownFormShare), kLeastOfForm);
}

uint32_t QuantaOf(Category category, uint32_t full, const Circumstances& c) {
  switch (Info(category).repeats) {
    case Repeats::kCount:
      return LoadQuanta(full, c);
    case Repeats::kCredentials:
      if (c.guesses >= kManyGuesses)
        return full * std::min(c.guesses, kMostGuesses) / ShareOf(Tried::kRefused);
      if (c.guessed) return TriedQuanta(full, c);
      if (c.has_credentials && !c.new_target) return 0;
      if (c.has_credentials) return c.token && c.record.Fair() ? full / kTokenShare : full;
      return c.unknown_user && !c.new_target ? full / 4 : full;
    case Repeats::kSameTarget:
      if (!c.new_target) return 0;
      if (c.crawler == CrawlerClaim::kFalse) return full;
      if (c.typed && MayBeText(category) && !c.record.Vain())
        return full / kTypedShare / (c.new_shape ? 1 : kSameShapeShare);
      if (IsOwnPost(c) && (c.at_home || c.record.Fair())) return full / kOwnPostShare;
      if (IsOwnPost(c) && !c.refused && !c.record.Vain())
        return full / (c.new_shape ? kNewPlaceShare : kOwnPostShare);
      return c.carried && c.record.Fair() ? full / kCarriedShare : full;
    case Repeats::kSameShape:
      break;
  }
  const uint32_t novelty = c.new_shape ? full : c.new_target ? full / kSameShapeShare : 0;
  return novelty / Reduction(c);
}

}  // namespace

bool IsOwnPost(const Circumstances& c) noexcept {
  const bool own = c.provenance == Provenance::kOwnPage || c.provenance == Provenance::kOwnPicture ||
                   c.provenance == Provenance::kVisitor;
  return c.in_body && (own || c.at_home);
}

bool IsLaid(Category category, const Circumstances& c) noexcept {
  // No page can make a browser send a crawler's name.
  if (c.client_alone || c.crawler == CrawlerClaim::kFalse) return false;
  return IsForeign(c.provenance) ||
         (c.provenance == Provenance::kOwnPicture && Info(category).repeats == Repeats::kSameTarget);
}

BucketShape ForeignShape(const Limits& limits) noexcept {
  constexpr uint64_t kMostWindow = 3600 * 100;  // ticks
  uint64_t window = 1;
  for (const Limit& limit : limits.category)
    if (limit.shape.capacity != 0) window = std::max<uint64_t>(window, limit.shape.window);
  return {kForeignCapacity, std::min(window, kMostWindow)};
}

Weighed Weigh(Category category, uint16_t cost, const Circumstances& c) noexcept {
  const uint32_t full = uint32_t{cost} << kQuantaPerUnitLog2;
  // What another guard calls an attack is no dead end.
  const bool dead_end = Info(category).repeats == Repeats::kSameShape && category != Category::kWafAlert;
  if (dead_end && c.crawler == CrawlerClaim::kVerified) return {Account::kCrawl, 0};
  // At crawl speed it does not matter how many dead ends there are, nor of how many shapes.
  if (dead_end && c.crawler == CrawlerClaim::kAnnounced) return {Account::kCrawl, c.new_target ? full : 0};
  const bool led_astray = c.crawler == CrawlerClaim::kVerified && !c.client_alone &&
                          Info(category).repeats == Repeats::kSameTarget;
  const uint32_t quanta = QuantaOf(category, full, c);
  return {IsLaid(category, c) ? Account::kForeign : Account::kOwn,
          led_astray ? quanta / kLedAstrayShare : quanta};
}

}  // namespace errwatch
