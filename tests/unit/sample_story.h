// What the client of SampleSnapshot's first row did, as a story.
#pragma once

#include "../unit/sample_snapshot.h"

namespace errwatch {

inline StoryRow SampleStoryRow(int64_t seconds_later, StoryKind kind) {
  StoryRow row;
  row.time = SampleTime(seconds_later);
  row.kind = kind;
  return row;
}

// Two attacks, one of them answered with the page; the block, what was denied, its end.
inline StoryRows SampleStory() {
  StoryRow attack = SampleStoryRow(-90, StoryKind::kEntry);
  attack.category = attack.limit = "sql_injection";
  attack.rule = 2101;
  attack.rule_name = "UNION SELECT in the query";
  attack.cost = 5;
  attack.poured = attack.score = 5;
  attack.capacity = 10;
  attack.status = 200;
  attack.answered = true;
  attack.method = "GET";
  attack.vhost = "www.example.org";
  attack.uri = "/item.php?id=1'+UNION+SELECT+1";
  StoryRow again = attack;
  again.time = SampleTime(-75);
  again.poured = 2.5;
  again.score = 7.5;
  again.status = 404;
  again.foreign = true;
  again.uri = "/gone.php?id=1'+UNION+SELECT+2";
  StoryRow block = SampleStoryRow(-74, StoryKind::kBlock);
  block.limit = "sql_injection";
  block.until = SampleTime(525);
  block.strikes = 2;
  StoryRow denied = SampleStoryRow(-60, StoryKind::kDenied);
  denied.count = 1207;
  denied.last = SampleTime(-3);
  StoryRows story;
  story.client = SampleClient("203.0.113.7");
  story.scope = "server";
  story.rows = {attack, again, block, denied, SampleStoryRow(-1, StoryKind::kUnblocked)};
  return story;
}

}  // namespace errwatch
