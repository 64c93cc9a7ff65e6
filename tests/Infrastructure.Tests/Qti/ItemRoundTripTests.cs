using System.Xml.Linq;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Qti;

namespace Cesuur.Infrastructure.Tests.Qti;

public sealed class ItemRoundTripTests
{
    private static readonly ItemType[] Types = [.. Enum.GetValues<ItemType>().Where(type => type != ItemType.Composite)];

    private static readonly ItemType[] Asking = [.. Types.Where(type => type != ItemType.Information)];

    public static TheoryData<ItemType> AllTypes => [.. Types];

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void An_item_of_each_type_comes_back_as_it_was(ItemType type)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            AssertComesBack(new Author(seed).Item(type));
        }
    }

    [Fact]
    public void Composite_items_come_back_as_they_were()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            AssertComesBack(new Author(seed).Composite());
        }
    }

    [Fact]
    public void A_rubric_comes_back_with_its_rules_and_the_files_of_its_guidance()
    {
        var item = new Item
        {
            Identifier = "speak",
            Type = ItemType.RecordedSpeech,
            Prompt = "Tell us.",
            SpeakingSeconds = 30,
            PreparationSeconds = 20,
            MaxRecordings = 1,
            Rubric = new Rubric
            {
                Precondition = true,
                Guidance = $"<p>Compare <img src=\"{QtiSample.File("model.png")}\" alt=\"\"/></p>",
                Criteria = [new Criterion { Id = "content", Title = "Content <1>", MaxPoints = 3, Guidance = "Say \"yes\" & mean it" }, new Criterion { Id = "pace", Title = "Pace", MaxPoints = 1 }],
                Gates = [new Gate { Criterion = "content" }],
                Caps = [new Cap { Flag = "read_aloud", Criteria = ["content"], MaxPoints = 1, Description = "Only read aloud" }],
            },
        };

        AssertComesBack(item);
        Assert.DoesNotContain("media_", QtiSample.Write(item));
    }

    [Fact]
    public void A_stimulus_is_a_document_of_its_own()
    {
        var stimulus = new Stimulus
        {
            Identifier = "fragment 1",
            Title = "In the shop",
            Text = $"Look <u>here</u>: <p>and there</p><img src=\"{QtiSample.File("shop.png")}\" alt=\"A shop\"/>",
            MediaId = QtiSample.File("shop.mp3"),
            PlayLimit = 1,
        };
        var kept = new List<KeptXml>
        {
            new("qti-assessment-stimulus", "<qti-assessment-stimulus xml:lang=\"nl\" xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" />"),
            new("qti-assessment-stimulus", "<qti-catalog-info xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\"><qti-catalog id=\"c\" /></qti-catalog-info>"),
        };

        var written = StimulusWriter.Write(stimulus, kept, QtiSample.WriteContext.FileOf).ToString(SaveOptions.DisableFormatting);
        var reading = StimulusReader.Read(XElement.Parse(written, LoadOptions.PreserveWhitespace), QtiSample.Context());

        Assert.Empty(reading.Findings);
        Assert.Equal(stimulus, reading.Stimulus);
        Assert.Equal(kept, reading.Kept);
        var item = new Author(1).Item(ItemType.SingleChoice) with { Stimulus = stimulus.Identifier };
        Assert.Equal(QtiSample.Show(item), QtiSample.Show(QtiSample.ReadBack(item, stimulus)));
    }

    [Fact]
    public void Names_that_are_none_in_XML_are_written_as_such()
    {
        var item = new Item { Identifier = "Question 1", Type = ItemType.SingleChoice, Choices = [new Choice { Id = "1" }, new Choice { Id = "a:b" }, new Choice { Id = "_x0031_" }] };
        var written = ItemBodyWriter.Write(item, [], QtiSample.WriteContext);

        Assert.All(written.Descendants().Attributes("identifier"), identifier => System.Xml.XmlConvert.VerifyNCName(identifier.Value));
        AssertComesBack(item);
    }

    [Fact]
    public void What_QTI_does_not_have_is_written_with_what_it_has()
    {
        var written = ItemBodyWriter.Write(
            new Item { Identifier = "i", Type = ItemType.TextEntry, Prompt = "Say <s>no</s> <mark>yes</mark>", Body = "loose <b>text</b> <p>a block</p>" }, [], QtiSample.WriteContext);
        var body = written.Element(QtiNames.Qti + "qti-item-body")!;

        Assert.All(body.Elements(), element => Assert.Contains(element.Name.LocalName, new[] { "div", "p" }));
        Assert.DoesNotContain(body.Nodes().OfType<XText>(), loose => !string.IsNullOrWhiteSpace(loose.Value));
        Assert.DoesNotContain(written.Descendants(), element => element.Name.LocalName is "s" or "mark");
    }

    private static void AssertComesBack(Item item)
    {
        var first = QtiSample.ReadBack(item);

        Assert.Equal(QtiSample.Show(item), QtiSample.Show(first));
        Assert.Equal(QtiSample.Write(item), QtiSample.Write(first));
    }

    /// <summary>Makes items of all kinds, the same for the same seed.</summary>
    private sealed class Author(int seed)
    {
        private readonly Random random = new(seed);

        public Item Item(ItemType type)
        {
            if (type == ItemType.Information)
            {
                return new Item { Identifier = $"item-{seed}", Title = Maybe("A title & more"), Type = type, Body = $"<p>{Text()}</p><h2>{Text()}</h2>" };
            }

            var part = Part(type, ItemBodyReader.Response);
            return new Item
            {
                Identifier = $"item-{seed}",
                Title = Maybe("A title & more"),
                Type = type,
                Body = Body(part),
                Prompt = part.Prompt,
                Passage = part.Passage,
                Choices = part.Choices,
                Targets = part.Targets,
                Shuffle = part.Shuffle,
                MinChoices = part.MinChoices,
                MaxChoices = part.MaxChoices,
                MinWords = part.MinWords,
                MaxWords = part.MaxWords,
                ExpectedLength = part.ExpectedLength,
                PreparationSeconds = part.PreparationSeconds,
                SpeakingSeconds = part.SpeakingSeconds,
                MaxRecordings = part.MaxRecordings,
                FileTypes = part.FileTypes,
                Rubric = part.IsOpen ? Rubric() : null,
            };
        }

        public Item Composite()
        {
            var parts = Enumerable.Range(1, random.Next(2, 6)).Select(i => Part(Asking[random.Next(Asking.Length)], $"R{i}")).ToList();
            return new Item
            {
                Identifier = $"composite {seed}",
                Type = ItemType.Composite,
                Body = string.Concat(parts.Select(part => IsInline(part)
                    ? $"<p>{Text()} <span data-part=\"{part.Identifier}\" class=\"wide\"></span>.</p>\n"
                    : $"<h2>{Text()}</h2><div data-part=\"{part.Identifier}\"></div>")).Trim(),
                Parts = parts,
                Rubric = parts.Any(part => part.IsOpen) ? Rubric() : null,
            };
        }

        private Part Part(ItemType type, string identifier)
        {
            var choices = Choices("C");
            var targets = Choices("T");
            var isChosen = type is ItemType.MultipleChoice or ItemType.HotText or ItemType.Match or ItemType.GapMatch;
            var part = new Part
            {
                Identifier = identifier,
                Type = type,
                Prompt = random.Next(2) == 0 ? "" : Text(),
                Shuffle = type is not (ItemType.TextEntry or ItemType.HotText or ItemType.ExtendedText or ItemType.RecordedSpeech or ItemType.FileUpload) && random.Next(2) == 0,
                MinChoices = isChosen || type is ItemType.SingleChoice or ItemType.InlineChoice ? Maybe(1) : null,
                MaxChoices = isChosen ? Maybe(2) : null,
            };
            return type switch
            {
                ItemType.TextEntry => part with { ExpectedLength = Maybe(12) },
                ItemType.Match => part with { Choices = choices, Targets = targets },
                ItemType.HotText => part with
                {
                    Passage = $"{Text()}{string.Concat(choices.Select(choice => $" <span data-choice=\"{choice.Id}\">{Text()}</span>"))}<p>end</p>",
                    Choices = [.. choices.Select(choice => new Choice { Id = choice.Id })],
                },
                ItemType.GapMatch => part with
                {
                    Passage = $"<p>{Text()}{string.Concat(targets.Select(target => $" <span data-gap=\"{target.Id}\"></span>"))}</p>",
                    Choices = [.. choices, new Choice { Id = "picture", Text = $"<img src=\"{QtiSample.File("gap.png")}\" alt=\"\"/>" }],
                    Targets = [.. targets.Select(target => new Choice { Id = target.Id })],
                },
                ItemType.ExtendedText => part with { ExpectedLength = Maybe(8), MinWords = Maybe(50), MaxWords = Maybe(100) },
                ItemType.RecordedSpeech => part with { PreparationSeconds = Maybe(10), SpeakingSeconds = Maybe(30), MaxRecordings = Maybe(2) },
                ItemType.FileUpload => part with { FileTypes = random.Next(2) == 0 ? ["audio/ogg"] : ["application/pdf", "audio/mpeg"], MaxRecordings = Maybe(1) },
                _ => part with { Choices = [.. choices.Select(choice => choice with { MatchMax = null })] },
            };
        }

        private string? Body(Part part) => random.Next(4) switch
        {
            0 => null,
            1 => $"{Text()} <i>and</i> more",
            2 => $"<p>{Text()}</p>\n<table><tbody><tr><td style=\"text-align: right\">{Text()}</td></tr></tbody></table>",
            _ => IsInline(part)
                ? $"<p>{Text()} <span data-part=\"RESPONSE\" lang=\"nl\"></span>, {Text()}</p>"
                : $"<p>{Text()}</p><div data-part=\"RESPONSE\" class=\"qti-labels-none\"></div><p>{Text()}</p>",
        };

        private IReadOnlyList<Choice> Choices(string prefix) => [.. Enumerable.Range(1, random.Next(2, 6)).Select(i => new Choice
        {
            Id = $"{prefix}{i}",
            Text = random.Next(5) == 0 ? "" : Text(),
            Fixed = random.Next(4) == 0,
            MatchMax = random.Next(3) switch { 0 => 0, 1 => 3, _ => null },
        })];

        private string Text() => random.Next(6) switch
        {
            0 => "plain",
            1 => "1 &lt; 2 &amp; \"3\" &gt; 0",
            2 => "<b>bold</b> <u>under</u>",
            3 => $"a <img src=\"{QtiSample.File("a.jpg")}\" alt=\"x &quot;y&quot;\"/>",
            4 => "<math><msup><mi>x</mi><mn>2</mn></msup></math>",
            _ => "één\u00a0twee",
        };

        private static Rubric Rubric() => new() { Guidance = "<p>Look.</p>", Criteria = [new Criterion { Id = "points", Title = "Points", MaxPoints = 4 }] };

        private static bool IsInline(Part part) => part.Type is ItemType.TextEntry or ItemType.InlineChoice;

        private int? Maybe(int number) => random.Next(2) == 0 ? null : number;

        private string? Maybe(string text) => random.Next(2) == 0 ? null : text;
    }
}
