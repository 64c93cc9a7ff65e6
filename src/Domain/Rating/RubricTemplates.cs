using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Rating;

/// <summary>
/// Rubrics for all tasks of the state exam's writing and speaking parts. Scales, gates, caps and what guidance says are
/// the source's (N annex 1 and 2); the sentences are ours.
/// </summary>
public sealed class RubricTemplates
{
    private static readonly Programme[] Both = [Programme.I, Programme.II];
    private static readonly Programme[] OnlyI = [Programme.I];
    private static readonly Programme[] OnlyII = [Programme.II];

    /// <summary>
    /// What a medium speaking task has beside content and sentence formation: pace never alone, and all three in II only
    /// (N annex 2, by the maxima of 9–12 and 9–13 points).
    /// </summary>
    private static readonly (string Id, string Nl, string En, bool Vocabulary, bool Pronunciation, bool Pace)[] Extras =
    [
        ("vocabulary", "woordenschat", "vocabulary", true, false, false),
        ("pronunciation", "uitspraak", "pronunciation", false, true, false),
        ("vocabulary_pace", "woordenschat en tempo", "vocabulary and pace", true, false, true),
        ("pronunciation_pace", "uitspraak en tempo", "pronunciation and pace", false, true, true),
        ("vocabulary_pronunciation", "woordenschat en uitspraak", "vocabulary and pronunciation", true, true, false),
        ("vocabulary_pronunciation_pace", "woordenschat, uitspraak en tempo", "vocabulary, pronunciation and pace", true, true, true),
    ];

    private static readonly IReadOnlyList<RubricTemplate> Dutch = new RubricTemplates(RubricLanguage.Nl).All();
    private static readonly IReadOnlyList<RubricTemplate> English = new RubricTemplates(RubricLanguage.En).All();

    private readonly RubricLanguage language;

    private RubricTemplates(RubricLanguage language) => this.language = language;

    public static IReadOnlyList<RubricTemplate> In(RubricLanguage language) => language == RubricLanguage.Nl ? Dutch : English;

    private IReadOnlyList<RubricTemplate> All() => [.. Writing(), .. Speaking()];

    private IEnumerable<RubricTemplate> Writing() =>
    [
        Written("writing_sentence", Say("Zin", "Sentence"), Both, reinterpretedAtMost: null, AdequacyOfSentence(), Grammar(1)),
        Written(
            "writing_short_i", Say("Kort bericht, tekstaanvulling of korte tekst", "Short message, text completion or short text"), OnlyI, 2,
            AdequacyOfText(3, 2), Grammar(2), Spelling(1), Cohesion(1), VocabularyWritten(1)),
        Written("writing_form_i", Say("Formulier", "Form"), OnlyI, 2, AdequacyOfText(3, 2), Grammar(2), Spelling(1), VocabularyWritten(1)),
        Written(
            "writing_short_ii", Say("Korte tekst", "Short text"), OnlyII, 2,
            AdequacyOfText(3, 2), Grammar(2), Spelling(1), Cohesion(1), VocabularyWritten(1), Structure(1), TextCare(1)),
        Written(
            "writing_medium_ii", Say("Middellange tekst", "Medium text"), OnlyII, 4,
            AdequacyOfText(5, 3), Grammar(2), Spelling(2), Cohesion(2), VocabularyWritten(2), Structure(2), TextCare(2)),
    ];

    private IEnumerable<RubricTemplate> Speaking()
    {
        yield return Spoken(
            "speaking_short_sentence_formation", Say("Korte spreektaak met woord- en zinsvorming", "Short speaking task with sentence formation"), Both, [],
            Content(1), SentenceFormationOfShort());
        yield return Spoken(
            "speaking_short_word_choice", Say("Korte spreektaak met woordkeus", "Short speaking task with word choice"), Both, [],
            Content(1), WordChoice());
        foreach (var (id, nl, en, vocabulary, pronunciation, pace) in Extras)
        {
            Criterion[] criteria =
            [
                Content(3), SentenceFormation(), .. vocabulary ? [VocabularySpoken()] : (Criterion[])[],
                .. pronunciation ? [Pronunciation()] : (Criterion[])[], .. pace ? [Pace()] : (Criterion[])[],
            ];
            var programmes = vocabulary && pronunciation && pace ? OnlyII : Both;
            var title = Say($"Middellange spreektaak met {nl}", $"Medium speaking task with {en}");
            yield return Spoken($"speaking_medium_{id}", title, programmes, [ReadAloud()], criteria);
            yield return Spoken($"speaking_medium_{id}_speech_act", WithSpeechAct(title), programmes, [ReadAloud(), SpeechActMissing()], criteria);
        }

        Criterion[] ofLong = [Content(3), SentenceFormation(), Coherence(), VocabularySpoken(), Pronunciation(), Pace()];
        var longTask = Say("Lange spreektaak", "Long speaking task");
        yield return Spoken("speaking_long", longTask, OnlyII, [ReadAloud()], ofLong);
        yield return Spoken("speaking_long_speech_act", WithSpeechAct(longTask), OnlyII, [ReadAloud(), SpeechActMissing()], ofLong);
    }

    private RubricTemplate Written(string id, string title, Programme[] programmes, int? reinterpretedAtMost, params Criterion[] criteria) => new()
    {
        Id = id,
        Title = title,
        Skill = Skill.Writing,
        Programmes = programmes,
        Source = Say("Regeling beoordelingsnormen Staatsexamen Nt2 (2021), bijlage 1", "Scoring norms of the state exam Nt2 (2021), annex 1"),
        Rubric = new Rubric
        {
            Guidance = Say(
                "Elke schaal staat op zichzelf: twijfel over de ene maakt u niet goed op een andere. Hele zinnen uit de opdracht tellen niet mee, zinsdelen "
                + "daaruit wel. Wat overbodig is, telt alleen mee om de fouten die erin staan.",
                "Every scale stands by itself: doubt about one is not made up for on another. Whole sentences of the task do not count, phrases of it do. "
                + "What is superfluous counts for the errors in it, and for nothing else."),
            Criteria = criteria,
            Gates = [new Gate { Criterion = "adequacy" }],
            Caps = reinterpretedAtMost is { } most
                ?
                [
                    new Cap
                    {
                        Flag = "stimulus_reinterpreted",
                        Criteria = ["adequacy"],
                        MaxPoints = most,
                        Description = Say("De opdracht is anders opgevat dan zij bedoeld was.", "The task was understood otherwise than it was meant."),
                    },
                ]
                : [],
        },
    };

    private RubricTemplate Spoken(string id, string title, Programme[] programmes, Cap[] caps, params Criterion[] criteria) => new()
    {
        Id = id,
        Title = title,
        Skill = Skill.Speaking,
        Programmes = programmes,
        Source = Say("Regeling beoordelingsnormen Staatsexamen Nt2 (2021), bijlage 2", "Scoring norms of the state exam Nt2 (2021), annex 2"),
        Rubric = new Rubric
        {
            Precondition = true,
            Guidance = Say(
                "Eerst of er iets te beoordelen is: verstaanbaar Nederlands dat met de situatie te maken heeft. Wie een plaatje anders opvat en de taak goed "
                + "uitvoert, wordt beoordeeld als ieder ander. Zich voorstellen aan de telefoon hoeft alleen als het hier gevraagd wordt.",
                "First whether there is anything to rate: intelligible Dutch that has to do with the situation. Whoever sees something else in a picture and "
                + "does the task well is rated as anyone. Introducing oneself on the telephone is needed only where it is asked for here."),
            Criteria = criteria,
            Caps = caps,
        },
    };

    private Criterion AdequacyOfSentence() => Of(
        "adequacy", 1, "Adequaatheid en begrijpelijkheid", "Adequacy and intelligibility",
        "De zin past bij de opdracht en is zonder moeite te begrijpen. Een onverwacht antwoord dat past, krijgt het punt. Of het waar is, telt niet.",
        "The sentence fits the task and is understood without effort. An unexpected answer that fits earns the point. Whether it is true does not count.");

    private Criterion AdequacyOfText(int maxPoints, int start) => Of(
        "adequacy", maxPoints, "Adequaatheid en begrijpelijkheid", "Adequacy and intelligibility",
        $"Staan alle gevraagde elementen erin, begin dan bij {start} en ga omhoog of omlaag naar de kwaliteit van het geheel. Of het waar is, telt niet. Bij 0 zijn alle andere schalen 0.",
        $"With all elements asked for present, start from {start} and go up or down by the quality of the whole. Whether it is true does not count. With 0, all other scales are 0.");

    private Criterion Grammar(int maxPoints) => Of(
        "grammar", maxPoints, "Grammaticale correctheid", "Grammar",
        "Vorm van woorden en zinnen, woordvolgorde, congruentie, voorzetsels, het gebruik van 'er'. Een lidwoord vergeten is een fout; een verkeerd woordgeslacht niet.",
        "Forms of words and sentences, word order, agreement, prepositions, the use of 'er'. Leaving out an article is an error; a wrong gender is not.");

    private Criterion Spelling(int maxPoints) => Of(
        "spelling", maxPoints, "Spelling", "Spelling",
        "Alleen de spelling. Is iets erdoor onbegrijpelijk, dan is dat bij adequaatheid al gewogen.",
        "Spelling alone. Where it makes something unintelligible, adequacy has taken that into account.");

    private Criterion Cohesion(int maxPoints) => Of(
        "cohesion", maxPoints, "Samenhang", "Cohesion",
        "Het verband tussen de zinnen klopt en is te zien, bijvoorbeeld aan verbindingswoorden.",
        "What relates the sentences is right and can be seen, in linking words for example.");

    private Criterion VocabularyWritten(int maxPoints) => Of(
        "vocabulary", maxPoints, "Woordgebruik", "Vocabulary",
        "De woorden passen bij wat de opdracht vraagt. Is iets erdoor onbegrijpelijk, dan is dat bij adequaatheid al gewogen.",
        "The words suit what the task asks. Where they make something unintelligible, adequacy has taken that into account.");

    private Criterion Structure(int maxPoints) => Of(
        "structure", maxPoints, "Opbouw", "Structure",
        "Het geheel is logisch ingedeeld, bijvoorbeeld in inleiding, kern en slot.",
        "The whole is divided logically, into introduction, body and end for example.");

    private Criterion TextCare(int maxPoints) => Of(
        "text_care", maxPoints, "Tekstverzorging", "Text care",
        "Een opmaak die past (witregels, tussenkopjes, nadruk), en goede hoofdletters en leestekens.",
        "A layout that suits (blank lines, headings, emphasis), and capitals and punctuation as they should be.");

    private Criterion Content(int maxPoints) => Of(
        "content", maxPoints, "Inhoud", "Content",
        "Duidelijk en passend in de situatie, ook als het niet voorzien was. Of een argument geldig is, telt niet. Wie de hele spreektijd benut en daardoor niet alles "
        + "kan noemen, kan toch alle punten krijgen.",
        "Clear and fitting in the situation, also when it was not foreseen. Whether an argument is valid does not count. Whoever uses all of the speaking time and so "
        + "cannot mention everything may still earn all points.");

    private Criterion SentenceFormationOfShort() => Of(
        "sentence_formation", 1, "Woord- en zinsvorming", "Sentence formation", "Woorden en zinnen zijn goed gevormd.", "Words and sentences are formed as they should be.");

    private Criterion SentenceFormation() => Of(
        "sentence_formation", 3, "Woord- en zinsvorming", "Sentence formation",
        "Houd rekening met de lengte: wie meer dan twee zinnen zegt, kan meer fouten maken dan wie er een of twee zegt. Klein zijn fouten in lidwoorden en wat daaruit volgt, "
        + "in meervouden en in verkleinwoorden; zwaarder wegen andere, zoals in werkwoorden of in de woordvolgorde.",
        "Take the length into account: in more than two sentences more can go wrong than in one or two. Minor are errors in articles and what follows from them, in plurals "
        + "and in diminutives; others, as in verbs or in word order, weigh more.");

    private Criterion WordChoice() => Of(
        "word_choice", 1, "Woordkeus", "Word choice",
        "Het juiste woord voor de zaak. Een omschrijving of een verwant woord krijgt geen punt.",
        "The right word for the thing. A paraphrase or a related word earns no point.");

    private Criterion VocabularySpoken() => Of(
        "vocabulary", 3, "Woordenschat", "Vocabulary", "Hoe ruim en hoe juist de woorden zijn voor wat de taak vraagt.", "How wide and how right the words are for what the task asks.");

    private Criterion Pronunciation() => Of(
        "pronunciation", 3, "Uitspraak", "Pronunciation", "Hoeveel moeite het kost om de kandidaat te verstaan.", "How much effort it takes to understand the candidate.");

    private Criterion Pace() => Of(
        "pace", 1, "Tempo", "Pace", "Het tempo stoort het luisteren niet.", "The pace does not disturb the listener.");

    private Criterion Coherence() => Of(
        "coherence", 3, "Coherentie", "Coherence", "De delen van het verhaal sluiten op elkaar aan.", "The parts of what is told connect.");

    private Cap ReadAloud() => new()
    {
        Flag = "read_aloud",
        Criteria = ["content", "sentence_formation"],
        MaxPoints = 1,
        Description = Say("De kandidaat leest alleen voor.", "The candidate only reads aloud."),
    };

    private Cap SpeechActMissing() => new()
    {
        Flag = "speech_act_missing",
        Criteria = ["content"],
        MaxPoints = 1,
        Description = Say(
            "De gevraagde taalhandeling ontbreekt: er is bijvoorbeeld beschreven waar om een instructie gevraagd is.",
            "The speech act asked for is missing: something is described, for example, where an instruction was asked for."),
    };

    private string WithSpeechAct(string title) => Say($"{title}, met een taalhandeling die moet", $"{title}, with a speech act that is required");

    private Criterion Of(string id, int maxPoints, string nl, string en, string guidanceNl, string guidanceEn) =>
        new() { Id = id, Title = Say(nl, en), MaxPoints = maxPoints, Guidance = Say(guidanceNl, guidanceEn) };

    private string Say(string nl, string en) => language == RubricLanguage.Nl ? nl : en;
}
