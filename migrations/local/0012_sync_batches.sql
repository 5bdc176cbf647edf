-- What went out with a batch is found by it when the answer comes: among hundreds of thousands of records when a company is first shared.
CREATE INDEX intents_of_batch ON intents (company_id, batch) WHERE batch IS NOT NULL;
