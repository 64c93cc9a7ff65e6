using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

/// <summary>Scoring by the keys that were recognised comes to what evaluating the processing directly comes to.</summary>
public sealed class KeyScoringTests
{
    private const int Items = 60;

    private const int ResponsesPerItem = 40;

    public static TheoryData<string> Forms => new(RandomItems.Forms);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Keys_score_every_response_as_the_processing_does(string form)
    {
        for (var seed = 0; seed < Items; seed++)
        {
            var items = new RandomItems(seed);
            var (processing, types) = items.Item(form);
            Assert.Empty(ProcessingCheck.Of(processing));
            var keys = KeyRecognition.Of(processing, types);
            Assert.True(keys is not null, $"Item {seed} of the form {form} is not recognised.");

            for (var turn = 0; turn < ResponsesPerItem; turn++)
            {
                var responses = items.Responses(processing, types);

                var byKeys = keys.Sum(key => KeyScoring.Points(key.Value, types[key.Key], responses[key.Key]));
                var direct = ResponseEvaluator.Evaluate(processing, responses).Points;

                Assert.True(byKeys == direct, $"Item {seed} of the form {form}: {byKeys} by keys, {direct} directly, for {Told(responses)}.");
            }
        }
    }

    [Fact]
    public void The_processing_written_for_keys_is_read_back_into_the_same_keys()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var keys = new RandomItems(seed).Keys();

            var read = KeyRecognition.Of(KeyProcessing.Of(keys, 10), keys.ToDictionary(key => key.Identifier, key => key.Type));

            Assert.Equal(
                keys.Select(key => (key.Identifier, Told(key.Key!))).Order(),
                (read ?? new Dictionary<string, ScoringKey>()).Select(key => (key.Key, Told(key.Value))).Order());
        }
    }

    private static string Told(Dictionary<string, IReadOnlyList<string>> responses) =>
        string.Join("; ", responses.Select(response => $"{response.Key} = {string.Join(", ", response.Value)}"));

    private static string Told(ScoringKey key) => System.Text.Json.JsonSerializer.Serialize(key);
}
