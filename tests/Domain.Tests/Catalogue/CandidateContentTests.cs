using System.Text.Json;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Catalogue;

public sealed class CandidateContentTests
{
    private static readonly Type[] Secrets =
        [typeof(ScoringKey), typeof(Rubric), typeof(Criterion), typeof(Gate), typeof(Cap), typeof(Item), typeof(Section)];

    [Fact]
    public void No_type_a_candidate_sees_can_hold_a_key_or_a_rubric()
    {
        var shown = TypesWithin(typeof(CandidateContent));

        Assert.Contains(typeof(CandidateItem), shown);
        Assert.Contains(typeof(Choice), shown);
        Assert.Empty(shown.Intersect(Secrets));
        Assert.Empty(Secrets.Except(TypesWithin(typeof(Section)))); // the walk does find them where they are
    }

    [Fact]
    public void A_candidate_sees_everything_else()
    {
        var stimulus = new Stimulus { Identifier = "x", Title = "A letter", Text = "Dear neighbour," };
        var section = SampleContent.Section(
            "s1",
            SampleContent.Choice("q1") with { Stimulus = "x" },
            SampleContent.Text("t1") with { MaxWords = 40 },
            SampleContent.Speech("t2") with { PreparationSeconds = 10, SpeakingSeconds = 30 }) with
        {
            Instructions = "Read the letter.",
            Stimuli = [stimulus],
        };
        var withoutSecrets = section with { Items = [.. section.Items.Select(item => item with { Key = null, Rubric = null })] };

        var shown = CandidateContent.From(new TestContent { Sections = [section] });

        Assert.Equal(
            JsonSerializer.Serialize(new TestContent { Sections = [withoutSecrets] }, TestContentTests.Json),
            JsonSerializer.Serialize(shown, TestContentTests.Json));
    }

    private static HashSet<Type> TypesWithin(Type root)
    {
        var seen = new HashSet<Type>();
        var queue = new Queue<Type>([root]);
        while (queue.TryDequeue(out var type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            var members = type.Namespace!.StartsWith("Cesuur", StringComparison.Ordinal)
                ? type.GetProperties().Select(property => property.PropertyType)
                : [];
            var isId = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>); // names a type, holds none
            foreach (var next in members.Concat(isId ? [] : type.GetGenericArguments()))
            {
                queue.Enqueue(next);
            }
        }

        return seen;
    }
}
