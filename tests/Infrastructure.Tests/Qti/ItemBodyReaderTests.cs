using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Qti;

namespace Cesuur.Infrastructure.Tests.Qti;

public sealed class ItemBodyReaderTests
{
    [Fact]
    public void A_choice_of_one_has_its_question_around_it_and_its_prompt()
    {
        var item = Item("""
            <p>Read <b>this</b>.</p>
            <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
              <prompt>Which?</prompt>
              <simpleChoice identifier="A">First <img src="a.png" alt="a"/></simpleChoice>
              <simpleChoice identifier="B" fixed="true" xml:lang="fr">Aucun</simpleChoice>
            </choiceInteraction>
            """);

        Assert.Equal((ItemType.SingleChoice, "Q1", "A question"), (item.Type, item.Identifier, item.Title));
        Assert.Equal("<p>Read <b>this</b>.</p>", item.Body);
        Assert.Equal(("Which?", true, null), (item.Prompt, item.Shuffle, item.MaxChoices));
        Assert.Equal(
            [
                new Choice { Id = "A", Text = $"First <img src=\"{QtiSample.File("a.png")}\" alt=\"a\"/>" },
                new Choice { Id = "B", Text = "<div xml:lang=\"fr\">Aucun</div>", Fixed = true },
            ],
            item.Choices);
    }

    [Theory]
    [InlineData("0", "multiple", ItemType.MultipleChoice, null)]
    [InlineData("3", "multiple", ItemType.MultipleChoice, 3)]
    [InlineData("1", "multiple", ItemType.MultipleChoice, 1)]
    [InlineData("0", "single", ItemType.SingleChoice, null)]
    [InlineData("1", "single", ItemType.SingleChoice, null)]
    public void How_many_are_chosen_follows_from_limit_and_response(string maxChoices, string cardinality, ItemType type, int? most)
    {
        var item = Item(
            $"""<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{maxChoices}"><simpleChoice identifier="A"/></choiceInteraction>""",
            $"""<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier"/>""");

        Assert.Equal((type, most), (item.Type, item.MaxChoices));
    }

    [Fact]
    public void Gaps_in_a_text_are_parts_with_their_places()
    {
        var item = Item("""
            <p>Too many <textEntryInteraction responseIdentifier="R1" expectedLength="20"/> spoil
            the <inlineChoiceInteraction responseIdentifier="R2" shuffle="false" class="wide"><inlineChoice identifier="a">broth</inlineChoice></inlineChoiceInteraction>.</p>
            """);

        Assert.Equal(ItemType.Composite, item.Type);
        Assert.Equal("<p>Too many <span data-part=\"R1\"></span> spoil\nthe <span data-part=\"R2\" class=\"wide\"></span>.</p>", item.Body);
        Assert.Equal([("R1", ItemType.TextEntry, 20), ("R2", ItemType.InlineChoice, null)], item.Parts.Select(part => (part.Identifier, part.Type, part.ExpectedLength)));
        Assert.Equal("broth", item.Parts[1].Choices[0].Text);
    }

    [Fact]
    public void One_gap_keeps_its_place()
    {
        var item = Item("""<p>One <textEntryInteraction responseIdentifier="RESPONSE"/> here.</p>""");

        Assert.Equal((ItemType.TextEntry, "<p>One <span data-part=\"RESPONSE\"></span> here.</p>"), (item.Type, item.Body));
    }

    [Fact]
    public void Matching_is_between_choices_and_targets()
    {
        var item = Item("""
            <matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="0">
              <simpleMatchSet><simpleAssociableChoice identifier="C" matchMax="1">Capulet</simpleAssociableChoice></simpleMatchSet>
              <simpleMatchSet>
                <simpleAssociableChoice identifier="M" matchMax="4">Midsummer</simpleAssociableChoice>
                <simpleAssociableChoice identifier="R" matchMax="0">Romeo</simpleAssociableChoice>
              </simpleMatchSet>
            </matchInteraction>
            """);

        Assert.Equal((ItemType.Match, null), (item.Type, item.MaxChoices));
        Assert.Equal([("C", null)], item.Choices.Select(choice => (choice.Id, choice.MatchMax)));
        Assert.Equal([("M", 4), ("R", 0)], item.Targets.Select(choice => (choice.Id, choice.MatchMax)));
    }

    [Fact]
    public void An_order_has_its_choices()
    {
        var item = Item("""<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></orderInteraction>""");

        Assert.Equal((ItemType.Order, true, 2, null), (item.Type, item.Shuffle, item.Choices.Count, item.MaxChoices));
    }

    [Fact]
    public void Hot_text_is_marked_in_its_passage()
    {
        var item = Item("""<hottextInteraction responseIdentifier="RESPONSE" maxChoices="2"><prompt>Where?</prompt><p>A <hottext identifier="H1">mis<i>take</i></hottext>.</p></hottextInteraction>""");

        Assert.Equal((ItemType.HotText, "Where?", 2), (item.Type, item.Prompt, item.MaxChoices));
        Assert.Equal("<p>A <span data-choice=\"H1\">mis<i>take</i></span>.</p>", item.Passage);
        Assert.Equal([new Choice { Id = "H1" }], item.Choices);
    }

    [Fact]
    public void Gap_match_has_gaps_in_its_passage_and_pictures_among_its_choices()
    {
        var item = Item("""
            <gapMatchInteraction responseIdentifier="RESPONSE" shuffle="false">
              <gapText identifier="W" matchMax="1">winter</gapText>
              <gapImg identifier="S" matchMax="0"><object data="sun.png" type="image/png" width="20">sun</object></gapImg>
              <p>Now is the <gap identifier="G1"/>.</p>
            </gapMatchInteraction>
            """);

        Assert.Equal((ItemType.GapMatch, "<p>Now is the <span data-gap=\"G1\"></span>.</p>"), (item.Type, item.Passage));
        Assert.Equal([new Choice { Id = "G1" }], item.Targets);
        Assert.Equal(
            [new Choice { Id = "W", Text = "winter" }, new Choice { Id = "S", Text = $"<img src=\"{QtiSample.File("sun.png")}\" alt=\"sun\" width=\"20\"/>", MatchMax = 0 }],
            item.Choices);
    }

    [Fact]
    public void An_open_item_gets_a_rubric_of_what_scorers_are_told()
    {
        var item = Item("""
            <extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="5"><prompt>Write.</prompt></extendedTextInteraction>
            <rubricBlock view="scorer"><p>Look at the grammar.</p></rubricBlock>
            <rubricBlock view="author"><p>Made in a hurry.</p></rubricBlock>
            """);

        Assert.Equal((ItemType.ExtendedText, 5, null), (item.Type, item.ExpectedLength, item.Body));
        Assert.Equal(("<p>Look at the grammar.</p>", 3), (item.Rubric!.Guidance, item.Rubric.MaxPoints));
        Assert.Contains("hurry", Assert.Single(item.Kept).Xml);
    }

    [Theory]
    [InlineData("audio/mpeg audio/ogg", ItemType.RecordedSpeech)]
    [InlineData("application/pdf", ItemType.FileUpload)]
    public void What_is_uploaded_is_speech_when_it_is_sound(string types, ItemType type) =>
        Assert.Equal(type, Item($"""<uploadInteraction responseIdentifier="RESPONSE" type="{types}"/>""").Type);

    [Fact]
    public void A_sound_that_is_played_is_the_stimulus()
    {
        var reading = QtiSample.ReadOld("""
            <mediaInteraction responseIdentifier="PLAYED" autostart="false" maxPlays="1"><object data="a.mp3" type="audio/mpeg"/></mediaInteraction>
            <choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><simpleChoice identifier="A">a</simpleChoice></choiceInteraction>
            """);

        var stimulus = Assert.Single(reading.Stimuli);
        Assert.Equal((QtiSample.File("a.mp3"), 1, "Q1_PLAYED"), (stimulus.MediaId!.Value, stimulus.PlayLimit, stimulus.Identifier));
        Assert.Equal((ItemType.SingleChoice, "Q1_PLAYED"), (reading.Item!.Type, reading.Item.Stimulus));
        Assert.Equal(["PLAYED"], reading.PlayCounts);
    }

    [Fact]
    public void What_candidates_are_told_is_part_of_the_body_and_feedback_is_not()
    {
        var reading = QtiSample.ReadOld("""
            <rubricBlock view="candidate"><p>Take your time.</p></rubricBlock>
            <choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><simpleChoice identifier="A">a<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">Right!</feedbackInline></simpleChoice></choiceInteraction>
            <feedbackBlock outcomeIdentifier="F" identifier="B" showHide="show"><p>Wrong!</p></feedbackBlock>
            """);

        Assert.Equal("<div><p>Take your time.</p></div>", reading.Item!.Body);
        Assert.Equal("a", reading.Item.Choices[0].Text);
        Assert.Equal(2, reading.Item.Kept.Count);
        Assert.Equal(["feedback_not_shown", "feedback_not_shown"], reading.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void What_is_kept_goes_back_to_its_place()
    {
        var item = QtiSample.Read("""
            <qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="Q1" title="T" time-dependent="false" xml:lang="nl-NL" tool-name="A tool">
            <qti-stylesheet href="a.css" type="text/css"/>
            <qti-item-body><p data-catalog-idref="c1">x</p><qti-text-entry-interaction response-identifier="RESPONSE"/></qti-item-body>
            <qti-catalog-info><qti-catalog id="c1"><qti-card support="spoken"><qti-file-href mime-type="audio/mpeg">c1.mp3</qti-file-href></qti-card></qti-catalog></qti-catalog-info>
            <qti-modal-feedback outcome-identifier="F" identifier="A" show-hide="show"><qti-content-body><img src="a.png" alt=""/></qti-content-body></qti-modal-feedback>
            </qti-assessment-item>
            """).Item!;
        var written = ItemBodyWriter.Write(item, [], QtiSample.WriteContext);

        Assert.Equal(["qti-item-body", "qti-catalog-info", "qti-modal-feedback"], written.Elements().Select(element => element.Name.LocalName));
        Assert.Equal("nl-NL", written.Attribute(System.Xml.Linq.XNamespace.Xml + "lang")?.Value);
        Assert.Equal("c1.mp3", written.Descendants(QtiNames.Qti + "qti-file-href").Single().Value);
        Assert.Equal("a.png", written.Descendants(QtiNames.Qti + "img").Single().Attribute("src")!.Value);
        Assert.Equal(QtiSample.Show(item), QtiSample.Show(QtiSample.ReadBack(item)));
    }

    [Theory]
    [InlineData("<associateInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<hotspotInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<selectPointInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<graphicOrderInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<graphicAssociateInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<graphicGapMatchInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<div><positionObjectStage><positionObjectInteraction responseIdentifier=\"R\"/></positionObjectStage></div>", "element_unknown")]
    [InlineData("<sliderInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<drawingInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<p><endAttemptInteraction responseIdentifier=\"R\"/></p>", "interaction_unsupported")]
    [InlineData("<customInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<portableCustomInteraction responseIdentifier=\"R\"/>", "interaction_unsupported")]
    [InlineData("<uploadInteraction responseIdentifier=\"R\" type=\"application/x-shockwave-flash\"/>", "file_type_unsupported")]
    [InlineData("<mediaInteraction responseIdentifier=\"M\" autostart=\"false\"><object data=\"a.mp3\" type=\"audio/mpeg\"/></mediaInteraction><mediaInteraction responseIdentifier=\"N\" autostart=\"false\"><object data=\"b.mp3\" type=\"audio/mpeg\"/></mediaInteraction>", "stimuli_several")]
    [InlineData("<extendedTextInteraction responseIdentifier=\"R\"/><rubricBlock view=\"scorer\" data-cesuur-rubric=\"{\"/>", "rubric_malformed")]
    [InlineData("<extendedTextInteraction responseIdentifier=\"R\" format=\"xhtml\"/>", "format_unsupported")]
    [InlineData("<extendedTextInteraction responseIdentifier=\"R\" maxStrings=\"3\"/>", "strings_unsupported")]
    [InlineData("<p><textEntryInteraction responseIdentifier=\"R\" base=\"16\"/></p>", "base_unsupported")]
    [InlineData("<p><textEntryInteraction responseIdentifier=\"R\" expectedLength=\"-1\"/></p>", "number_malformed")]
    [InlineData("<p><textEntryInteraction responseIdentifier=\"R\"/><textEntryInteraction responseIdentifier=\"R\"/></p>", "identifier_duplicate")]
    [InlineData("<choiceInteraction responseIdentifier=\"R\" maxChoices=\"1\"><simpleChoice identifier=\"A\"/><simpleChoice identifier=\"A\"/></choiceInteraction>", "identifier_duplicate")]
    [InlineData("<choiceInteraction responseIdentifier=\"R\" maxChoices=\"1\"/>", "choices_missing")]
    [InlineData("<choiceInteraction responseIdentifier=\"R\" maxChoices=\"1\"><simpleChoice identifier=\"A\" templateIdentifier=\"T\" showHide=\"show\"/></choiceInteraction>", "templates_unsupported")]
    [InlineData("<matchInteraction responseIdentifier=\"R\" maxAssociations=\"1\"><simpleMatchSet><simpleAssociableChoice identifier=\"A\" matchMax=\"1\"/></simpleMatchSet></matchInteraction>", "match_sets")]
    [InlineData("<p><printedVariable identifier=\"V\"/><textEntryInteraction responseIdentifier=\"R\"/></p>", "templates_unsupported")]
    [InlineData("<feedbackBlock outcomeIdentifier=\"F\" identifier=\"A\" showHide=\"show\"><p><textEntryInteraction responseIdentifier=\"R\"/></p></feedbackBlock>", "interaction_in_feedback")]
    [InlineData("<p><img src=\"missing.png\" alt=\"\"/><textEntryInteraction responseIdentifier=\"R\"/></p>", "file_missing")]
    [InlineData("<p><img src=\"https://example.com/a.png\" alt=\"\"/><textEntryInteraction responseIdentifier=\"R\"/></p>", "external_reference")]
    [InlineData("<p><script>alert(1)</script><textEntryInteraction responseIdentifier=\"R\"/></p>", "element_removed")]
    [InlineData("<p><someWidget/><textEntryInteraction responseIdentifier=\"R\"/></p>", "element_unknown")]
    [InlineData("<p><xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"a.xml\"/><textEntryInteraction responseIdentifier=\"R\"/></p>", "xinclude_unsupported")]
    [InlineData("<mediaInteraction responseIdentifier=\"M\" autostart=\"false\"><object data=\"missing.mp3\" type=\"audio/mpeg\"/></mediaInteraction>", "file_missing")]
    public void What_cannot_be_taken_over_is_an_error_with_its_place(string body, string code)
    {
        var reading = QtiSample.ReadOld(body);

        Assert.Contains(reading.Findings, finding => finding.Severity == QtiSeverity.Error && finding.Code == code);
        Assert.Null(reading.Item);
    }

    [Fact]
    public void A_place_is_a_path_with_a_line()
    {
        var reading = QtiSample.ReadOld("<p>a</p>\n<p>b</p>\n<div><sliderInteraction responseIdentifier=\"R\"/></div>");

        Assert.Contains(reading.Findings, finding => finding.Place == "qti-item-body/div/qti-slider-interaction (line 6)");
    }

    [Fact]
    public void What_an_interaction_says_beside_its_type_goes_with_its_place_or_is_told()
    {
        var reading = QtiSample.ReadOld("""
            <div><p><textEntryInteraction responseIdentifier="R1" patternMask="[0-9]+" placeholderText="a number" class="qti-input-width-3" data-own="x"/></p></div>
            """);

        Assert.Equal(
            "<div><p><span data-part=\"R1\" data-pattern-mask=\"[0-9]+\" data-placeholder-text=\"a number\" class=\"qti-input-width-3\"></span></p></div>",
            reading.Item!.Body);
        Assert.Equal(
            [("pattern_not_enforced", "qti-item-body/div/p/qti-text-entry-interaction (line 4)"), ("attribute_removed", "qti-item-body/div/p/qti-text-entry-interaction (line 4)")],
            reading.Findings.Select(finding => (finding.Code, finding.Place)));
        Assert.Contains("pattern-mask=\"[0-9]+\" placeholder-text=\"a number\"", QtiSample.Write(reading.Item));
    }

    [Fact]
    public void An_adaptive_item_is_an_error() => Assert.Contains(
        QtiSample.Read("<assessmentItem identifier=\"Q\" title=\"Q\" timeDependent=\"false\" adaptive=\"true\"><itemBody><p><textEntryInteraction responseIdentifier=\"R\"/></p></itemBody></assessmentItem>").Findings,
        finding => finding.Code == "adaptive_unsupported");

    [Fact]
    public void An_open_item_without_whole_points_is_an_error() => Assert.Contains(
        QtiSample.ReadOld("<extendedTextInteraction responseIdentifier=\"RESPONSE\"/>", "<outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\" normalMaximum=\"2.5\"/>").Findings,
        finding => finding is { Severity: QtiSeverity.Error, Code: "max_points_malformed" });

    [Theory]
    [InlineData("")]
    [InlineData("<outcomeDeclaration identifier=\"MAXSCORE\" cardinality=\"single\" baseType=\"float\"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>")]
    public void An_open_item_that_tells_no_points_is_left_without_criteria_for_its_author(string declarations)
    {
        var reading = QtiSample.ReadOld("<extendedTextInteraction responseIdentifier=\"RESPONSE\"/><rubricBlock view=\"scorer\"><p>Look at the spelling.</p></rubricBlock>", declarations);

        Assert.Equal(("<p>Look at the spelling.</p>", 0), (reading.Item!.Rubric!.Guidance, reading.Item.Rubric.Criteria.Count));
        Assert.Contains(reading.Findings, finding => finding is { Severity: QtiSeverity.Notice, Code: "max_points_missing" });
        Assert.Equal(QtiSample.Show(reading.Item), QtiSample.Show(QtiSample.ReadBack(reading.Item)));
    }

    [Theory]
    [InlineData("xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p0\"", "")]
    [InlineData("xmlns=\"http://www.imsglobal.org/xsd/imsqti_item_v2p0\"", "")]
    [InlineData("xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p2\"", "")]
    [InlineData("xmlns:q=\"http://www.imsglobal.org/xsd/imsqti_v2p1\"", "q:")]
    [InlineData("", "")]
    public void The_names_of_all_versions_of_QTI_2_are_read(string space, string prefix)
    {
        var item = QtiSample.Read($"""
            <{prefix}assessmentItem {space} identifier="Q" title="T" adaptive="false" timeDependent="false">
            <{prefix}itemBody><p xmlns="http://www.w3.org/1999/xhtml">a <b>b</b></p><{prefix}choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1" minChoices="1">
            <{prefix}simpleChoice identifier="A" showHide="show">a</{prefix}simpleChoice></{prefix}choiceInteraction></{prefix}itemBody></{prefix}assessmentItem>
            """).Item!;

        Assert.Equal((ItemType.SingleChoice, "<p>a <b>b</b></p>", true, 1), (item.Type, item.Body, item.Shuffle, item.MinChoices));
    }

    [Fact]
    public void Choices_are_bounded()
    {
        var choices = string.Concat(Enumerable.Range(0, ItemBodyReader.MaxChoices + 1).Select(i => $"<simpleChoice identifier=\"C{i}\"/>"));

        Assert.Contains(
            QtiSample.ReadOld($"<choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"1\">{choices}</choiceInteraction>").Findings,
            finding => finding.Code == "choices_too_many");
    }

    [Fact]
    public void Notices_are_as_many_as_a_person_can_read_and_hide_no_error()
    {
        var reading = QtiSample.ReadOld(string.Concat(Enumerable.Repeat("<p onclick=\"x\">a</p>", 1_000)) + "<p><script/></p>");

        Assert.Equal(200, reading.Findings.Count(finding => finding.Severity == QtiSeverity.Notice));
        Assert.Contains(reading.Findings, finding => finding.Severity == QtiSeverity.Error);
        Assert.Null(reading.Item);
    }

    private static Item Item(string body, string declarations = QtiSample.Declarations)
    {
        var reading = QtiSample.ReadOld(body, declarations);
        Assert.DoesNotContain(reading.Findings, finding => finding.Severity == QtiSeverity.Error);
        return reading.Item!;
    }
}
