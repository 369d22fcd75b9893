// Those functions of Posting that tell the client's story (client_story.h).
#include <algorithm>

#include "store/incident_text.h"
#include "store/posting.h"

namespace errwatch::store {

StoryEvent Posting::StoryOf(StoryKind kind) const {
  StoryEvent event;
  event.kind = kind;
  event.category = what_.category;
  event.rule = what_.rule;
  event.cost = what_.cost;
  event.status = entry_.status;
  event.log_id = entry_.log_id;
  event.time = now_;
  event.joined = outcome_.joins;
  return event;
}

// Before what follows from it. Its request may be answered later: AccountAnswer.
void Posting::TellCounted(RequestLedger& request, StoryEvent counted) {
  const ShortText<kTargetBytes> uri = TargetOf(entry_.uri, entry_.args);
  counted.method = entry_.method;
  counted.vhost = entry_.vhost;
  counted.uri = uri.view();
  if (request.answer != 0) {
    counted.status = request.answer;
    counted.flags |= kStoryAnswered;
  }
  const StoryTicket ticket = stories_.Tell(key_.fingerprint, counted);
  if (request.answer != 0 || ticket == 0) return;
  const auto place = std::ranges::find(request.told, StoryTicket{0});
  if (place != request.told.end()) *place = ticket;
}

void Posting::TellOverflow(uint8_t tag, const Limit& limit, uint32_t level, const BlockWord& block) {
  const bool denies = block.until != Tick() && !block.detection_only;
  StoryEvent event = StoryOf(denies ? StoryKind::kBlock : StoryKind::kDetection);
  event.limit = tag;
  event.level = level;
  event.capacity = limit.shape.capacity;
  event.strikes = block.strikes;
  if (block.foreign_only) event.flags = kStoryForeignOnly;
  event.until = block.until;
  stories_.Tell(key_.fingerprint, event);
}

}  // namespace errwatch::store
