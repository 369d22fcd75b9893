// What is said of anomalies (model/anomaly.h) and models, in each language: part of page_phrases.h.
#pragma once

#include <array>

#include "base/phrase.h"

namespace errwatch {

// Sorted by English.
// clang-format off
inline constexpr auto kAnomalyTexts = std::to_array<PhraseTexts>({
    PhraseTexts{"1 client", "1 クライアント"},
    PhraseTexts{"Anomalies", "異常"},
    PhraseTexts{"Learnt", "学習した時刻"},
    PhraseTexts{"Learnt from", "学習したリクエスト"},
    PhraseTexts{"Told from", "報告の下限 (点)"},
    PhraseTexts{"What follows for who joins", "加わったクライアントへの対処"},
    PhraseTexts{"What many clients do together, and goes on", "多数のクライアントが共に行い、続いているもの"},
    PhraseTexts{"What no rule knows, told lately", "どのルールにもない、最近の報告"},
    PhraseTexts{"What requests are compared with", "リクエストと比較されるモデル"},
    PhraseTexts{"a kind of entry that is never silent is: {seen} within {span}, where {expected} are usual", "途絶えることのない種類のエントリーが途絶えています: {span} の間に {seen} 件 (通常 {expected} 件)"},
    PhraseTexts{"a request unlike those of this site: {seen} points; {expected} and more are rare here", "このサイトらしくないリクエスト: {seen} 点 (ここでは {expected} 点以上はまれです)"},
    PhraseTexts{"an entry of a kind that was never seen before, at least {seen} times from {clients}", "これまでにない種類のエントリー: {clients}から少なくとも {seen} 回"},
    PhraseTexts{"as one of many that share an attack: {0}", "多数のクライアントが分担する攻撃の一員として: {0}"},
    PhraseTexts{"clients that are not known", "不明なクライアント"},
    PhraseTexts{"it is blocked, unless it got anything that it asked for", "ブロックします (要求が成功したことのあるクライアントを除く)"},
    PhraseTexts{"it is over: {seen} entries within {span}, the last ten minutes of it quieter; from {clients} at most within ten minutes", "終わりました: {span} の間 (沈静化した最後の 10 分を含む) にエントリー {seen} 件、10 分間で最大 {clients}"},
    PhraseTexts{"it went on when the log ended", "ログの終わりの時点で続いていました"},
    PhraseTexts{"learning, until enough requests came", "学習中(リクエストが十分に集まるまで)"},
    PhraseTexts{"learning, until {0}", "学習中({0} まで)"},
    PhraseTexts{"many share an attack at this account: {0}", "このアカウントへの攻撃を多数が分担しています: {0}"},
    PhraseTexts{"not known here", "ここでは不明"},
    PhraseTexts{"nothing: it is no attack", "なし (攻撃ではありません)"},
    PhraseTexts{"nothing: it is only told", "なし (報告のみ)"},
    PhraseTexts{"one kind of entry grows steadily: {seen} within {span}, where {expected} are usual", "ある種類のエントリーが増え続けています: {span} の間に {seen} 件 (通常 {expected} 件)"},
    PhraseTexts{"one kind of entry has become more frequent: {seen} within {span}, where {expected} are usual", "ある種類のエントリーが増えました: {span} の間に {seen} 件 (通常 {expected} 件)"},
    PhraseTexts{"one of many that share an attack: {0}, ErrWatchUnderAttack {1}", "多数のクライアントが分担する攻撃の一員: {0}、ErrWatchUnderAttack {1}"},
    PhraseTexts{"requests unlike those of their site, by ErrWatchModel", "サイトのほかのリクエストと異なるリクエスト (ErrWatchModel)"},
    PhraseTexts{"the main server", "メインサーバー"},
    PhraseTexts{"to an account that many attack: {0}", "多数が攻撃しているアカウントへ: {0}"},
    PhraseTexts{"unlike the requests of this site: {0} points", "このサイトのリクエストと異なる: {0} 点"},
    PhraseTexts{"what it does weighs {0} times as much", "行うことの加点が {0} 倍になります"},
    PhraseTexts{"{0} clients", "{0} クライアント"},
    PhraseTexts{"{clients} flood one target: {seen} entries within {span}", "{clients}が一つの標的に殺到しています: {span} の間にエントリー {seen} 件"},
    PhraseTexts{"{clients} meet the same fault of this server: {seen} entries within {span}; no attack, and nobody is charged more for it", "{clients}がこのサーバーの同じ障害に遭っています: {span} の間にエントリー {seen} 件 (攻撃ではなく、誰の加点も増えません)"},
    PhraseTexts{"{clients} share one brute force attack: {seen} failed log-ins within {span}", "{clients}が一つの総当たり攻撃を分担しています: {span} の間にログイン失敗 {seen} 件"},
    PhraseTexts{"{clients} share one scan: {seen} entries within {span}", "{clients}が一つのスキャンを分担しています: {span} の間にエントリー {seen} 件"},
    PhraseTexts{"{seen} entries of one kind from {clients} within {span}, where {expected} are usual", "{span} の間に {clients}から同じ種類のエントリー {seen} 件 (通常 {expected} 件)"},
    PhraseTexts{"{seen} kinds of entries are new or have changed, the first {span} before this was told: a deployment or an upgrade; `errwatch anomalies --accept` takes it for normal", "{seen} 種類のエントリーが新しく現れたか変わりました (最初の変化はこの報告の {span} 前): デプロイまたは更新です (`errwatch anomalies --accept` で通常とみなします)"},
    PhraseTexts{"{seen} kinds of entries that were never seen before, each from one client, the first {span} before this was told: rather a scanner than a deployment", "これまで見られなかった {seen} 種類のエントリー (最初のものはこの報告の {span} 前)。種類ごとに 1 クライアントからなので、デプロイよりもスキャナーと思われます"},
});
// clang-format on
static_assert(AreWellMade(kAnomalyTexts));

}  // namespace errwatch
