// What is said of other hosts (ErrWatchShare), in each language: part of page_phrases.h.
#pragma once

#include <array>

#include "base/phrase.h"

namespace errwatch {

// Sorted by English.
// clang-format off
inline constexpr auto kShareTexts = std::to_array<PhraseTexts>({
    PhraseTexts{"Blocked here", "このホストでブロック"},
    PhraseTexts{"Counted since {0} (UTC).", "{0} (UTC) から数えています。"},
    PhraseTexts{"Group {0}. Changes given to other hosts: {1}.", "グループ {0}。他のホストに知らせた変更: {1} 件。"},
    PhraseTexts{"Host", "ホスト"},
    PhraseTexts{"Last heard", "最後の連絡"},
    PhraseTexts{"Let in here", "このホストでブロックを解除"},
    PhraseTexts{"Other hosts", "他のホスト"},
    PhraseTexts{"Poured here", "このホストで加算"},
    PhraseTexts{"Refused", "拒んだ変更"},
    PhraseTexts{"What other hosts do to clients here", "他のホストがここのクライアントに及ぼすもの"},
    PhraseTexts{"cut off", "切り離し済み"},
    PhraseTexts{"gone", "応答なし"},
    PhraseTexts{"live", "応答あり"},
    PhraseTexts{"not known", "不明"},
    PhraseTexts{"{0} client has done too little here for others to be told of it.", "行為がまだ少ないため他のホストに知らせていないクライアント: {0} 件。"},
    PhraseTexts{"{0} clients have done too little here for others to be told of them.", "行為がまだ少ないため他のホストに知らせていないクライアント: {0} 件。"},
    PhraseTexts{"{0} more host is not listed.", "ほかに {0} 台のホストは表示していません。"},
    PhraseTexts{"{0} more hosts are not listed.", "ほかに {0} 台のホストは表示していません。"},
});
// clang-format on
static_assert(AreWellMade(kShareTexts));

}  // namespace errwatch
